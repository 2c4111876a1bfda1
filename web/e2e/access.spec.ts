import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './fixtures';

interface Conversations {
  total: number;
  items: { id: string; title: string }[];
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return grave.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Waits until the archive has read the virtual corp's directory. */
async function directoryRead(page: Page): Promise<void> {
  await expect(async () => {
    const { departments } = await ask<{ departments: unknown[] }>(page, '/directory/departments');
    expect(departments.length).toBeGreaterThan(10);
  }).toPass({ timeout: 30_000 });
}

test('a reviewer is appointed for one department, sees only that, and is told why', async ({
  page,
  browser,
}) => {
  test.setTimeout(120_000);
  await directoryRead(page);
  const name = `reviewer-${Date.now()}`;
  await page.goto('/admin/access');
  await expect(page.getByRole('heading', { name: '操作员与权限', level: 1 })).toBeVisible();
  await expect(page.getByTestId('operator').first()).toBeVisible();
  await expect(page.getByRole('region', { name: '职责分立' })).toContainText('小团队');
  expect(await barriers(page)).toEqual([]);
  await picture(page, 'access');

  const form = page.getByRole('dialog', { name: '新建操作员' });
  const password = await test.step('the operator is created with a right over a department', async () => {
    await page.getByRole('button', { name: '新建操作员' }).click();
    await form.getByLabel('姓名').fill('赵敏');
    await form.getByLabel('登录名').fill(name);
    await expect(form.getByRole('button', { name: '创建', exact: true })).toBeDisabled();
    await form.getByRole('combobox', { name: '选择部门' }).click();
    await page.getByRole('tree').getByText('保险事业部', { exact: true }).click();
    await page.keyboard.press('Escape');
    await form.getByLabel('事由').fill('保险事业部三季度复核');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'access-grant');
    await form.getByRole('button', { name: '创建', exact: true }).click();
    await expect(form.getByTestId('first-password')).toBeVisible();
    const shown = await form.getByTestId('first-password').innerText();
    await form.getByRole('button', { name: '已记下' }).click();
    return shown.trim();
  });
  const line = page.getByTestId('operator').filter({ hasText: name });
  await expect(line).toContainText('复核员');
  await expect(line).toContainText('部门“保险事业部”及其下级');

  const all = await ask<Conversations>(page, '/conversations?limit=200');
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  const own =
    await test.step('the reviewer signs in and finds the department, and nothing else', async () => {
      await theirs.goto('/sign-in');
      await theirs.getByLabel('名称').fill(name);
      await theirs.getByLabel('密码').fill(password);
      await theirs.getByRole('button', { name: /登\s*录/ }).click();
      await expect(theirs).toHaveURL(/\/conversations/);
      await expect(theirs.locator('main [data-row]').first()).toBeVisible();
      const menu = theirs.getByRole('navigation').first();
      await expect(menu.getByRole('link', { name: '搜索' })).toBeVisible();
      await expect(menu.getByRole('link', { name: '导出' })).toHaveCount(0);
      await expect(menu.getByRole('link', { name: '概览' })).toHaveCount(0);
      await picture(theirs, 'access-reviewer');
      return ask<Conversations>(theirs, '/conversations?limit=200');
    });
  expect(own.total).toBeGreaterThan(0);
  expect(own.total).toBeLessThan(all.total);
  const seen = own.items[0];
  const unseen = all.items.find(({ id }) => !own.items.some((item) => item.id === id));
  if (!seen || !unseen) throw new Error('the demo has no two departments');
  expect((await theirs.request.get(`/api/v1/conversations/${unseen.id}`)).status()).toBe(404);

  await test.step('beside a conversation the reviewer is told by which right', async () => {
    await theirs.goto(`/conversations/${seen.id}`);
    await theirs.getByRole('button', { name: '详情' }).click();
    await theirs.getByRole('button', { name: '我为什么能看到' }).click();
    await expect(theirs.getByTestId('right')).toContainText('保险事业部三季度复核');
  });

  await test.step('the administrator is told who sees it and why', async () => {
    await page.goto(`/admin/access?tab=explain&conversation=${seen.id}`);
    const standing = (who: string) => page.getByTestId('standing').filter({ hasText: who });
    await expect(standing('赵敏')).toContainText('能看到');
    await expect(standing('系统管理员').first()).toContainText('角色不含此权限');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'access-explain');
    await page.goto(`/admin/access?tab=explain&conversation=${unseen.id}`);
    await expect(standing('赵敏')).toContainText('不在数据范围内');
  });

  await test.step('the right ends, and the open session sees nothing more', async () => {
    await page.goto('/admin/access');
    await page.getByTestId('operator').filter({ hasText: name }).click();
    const drawer = page.getByRole('dialog', { name: '赵敏' });
    await drawer.getByTestId('right').getByRole('button', { name: '结束' }).click();
    const ending = page.getByRole('dialog', { name: '结束授权：复核员' });
    await expect(ending.getByTestId('right-preview')).toContainText('→ 0');
    await ending.getByLabel('事由').fill('换岗');
    await ending.getByRole('button', { name: '结束授权' }).click();
    await expect(drawer.getByText('已结束的授权')).toBeVisible();
    await picture(page, 'access-operator');
    expect((await theirs.request.get('/api/v1/conversations')).status()).toBe(403);
  });
  await context.close();
});

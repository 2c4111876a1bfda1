import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './fixtures';

interface Member {
  id: string;
  name: string;
  messages: number;
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
    const { total } = await ask<{ total: number }>(page, '/directory/rooms?external=true');
    expect(departments.length).toBeGreaterThan(10);
    expect(total).toBeGreaterThan(0);
  }).toPass({ timeout: 30_000 });
}

/** Of the members who wrote most, the first who sits in a room. */
async function busyInRooms(page: Page): Promise<Member> {
  const { items } = await ask<{ items: Member[] }>(page, '/directory/members?limit=200');
  for (const member of items.toSorted((one, other) => other.messages - one.messages)) {
    const { total } = await ask<{ total: number }>(
      page,
      `/directory/rooms?party=${encodeURIComponent(member.id)}`,
    );
    if (total > 0) return member;
  }
  throw new Error('the demo has nobody in a room');
}

test('somebody is found in the directory and followed to what was said', async ({ page }) => {
  await directoryRead(page);
  await page.goto('/directory');
  await expect(page.getByRole('heading', { name: '通讯录', level: 1 })).toBeVisible();
  const rows = page.getByTestId('member');
  await expect(rows.first()).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await test.step('a department narrows the list, and the address keeps it', async () => {
    const tree = page.getByRole('navigation', { name: '部门' });
    await tree.getByRole('button', { name: /^保险事业部/ }).click();
    await expect(page).toHaveURL(/department=2/);
    const { total } = await ask<{ total: number }>(page, '/directory/members?department=2&children=true');
    await expect(page.getByRole('status').filter({ hasText: '名成员' })).toHaveText(`共 ${total} 名成员`);
    await picture(page, 'directory');
    await page.reload();
    await expect(page.getByRole('status').filter({ hasText: '名成员' })).toHaveText(`共 ${total} 名成员`);
    await page.getByRole('button', { name: '清除筛选' }).click();
  });

  const busy = await busyInRooms(page);
  const drawer = page.getByRole('dialog');

  await test.step('a member is found by name and shows how it stands', async () => {
    await page.getByRole('searchbox', { name: '姓名、曾用名或账号' }).fill(busy.id);
    await rows.filter({ hasText: busy.id }).first().getByRole('button').click();
    await expect(drawer.getByRole('heading', { name: '存档' })).toBeVisible();
    await expect(drawer).toContainText(busy.id);
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'directory-member');
  });

  await test.step('from the member to a room, and to what was said there', async () => {
    await drawer.getByRole('link', { name: /所在的群/ }).click();
    await expect(page.getByRole('tab', { name: '群聊' })).toHaveAttribute('aria-selected', 'true');
    await page.getByTestId('room').first().getByRole('button').click();
    await drawer.getByRole('link', { name: '打开会话' }).click();
    await expect(page).toHaveURL(/\/conversations\//);
    await expect(page.locator('main [data-seq]').first()).toBeVisible();
  });

  await test.step('a customer is found by its company or name', async () => {
    const { items: contacts } = await ask<{ items: Member[] }>(page, '/directory/contacts?limit=1');
    const name = contacts[0]?.name ?? '';
    await page.goto('/directory?part=contacts');
    await page.getByRole('searchbox', { name: '名称、曾用名、公司或 ID' }).fill(name);
    await page.getByTestId('contact').filter({ hasText: name }).first().getByRole('button').click();
    await expect(drawer.getByRole('heading', { name: '跟进成员' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
  });
});

test('on a phone the departments fold away and nothing is wider than the screen', async ({ page }) => {
  await directoryRead(page);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const part of ['members', 'contacts', 'rooms', 'tags']) {
    await page.goto(`/directory?part=${part}`);
    await expect(page.locator('main [data-row]').first()).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, part).toBeLessThanOrEqual(390);
    expect(await barriers(page), part).toEqual([]);
    await picture(page, `directory-phone-${part}`);
  }
  await page.goto('/directory');
  const tree = page.getByRole('navigation', { name: '部门' });
  await expect(tree).toBeHidden();
  await page.getByRole('button', { name: '部门', exact: true }).click();
  await tree.getByRole('button', { name: /^零售电商部/ }).click();
  await expect(tree).toBeHidden();
  await expect(page).toHaveURL(/department=4/);
});

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './fixtures';
import { pay, showCode } from './paying';

/** The demo has a hundred seats, and a hundred and twenty members in its scope. */
const SIM = process.env.HUICUN_SIM ?? '';

interface Range {
  seats: number;
  opened: string[];
}

async function rangeOf(page: Page): Promise<Range> {
  const answer = await page.request.get(`${SIM}/sim/control/range`);
  return answer.json();
}

/** What keeps people out, or nearly so: of the page, or of what lies above it. */
async function barriers(page: Page, within = 'body'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(within).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
}

/** Compares now, and waits until that is what is shown. */
async function compareNow(page: Page): Promise<void> {
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/api/v1/scope/reconcile'),
  );
  const shown = page.waitForResponse(
    (answer) => answer.request().method() === 'GET' && answer.url().includes('/api/v1/scope/reconcile?'),
  );
  await page.getByRole('button', { name: '立即核对' }).click();
  expect((await answered).status()).toBe(200);
  await shown;
}

test('of 120 in scope with 100 seats exactly 20 are named, until 20 seats are bought', async ({ page }) => {
  test.setTimeout(120_000);
  const range = await rangeOf(page);
  expect([range.seats, range.opened.length]).toEqual([100, 120]);

  await test.step('the overview says so', async () => {
    await page.goto('/admin/scope?tab=seats');
    await compareNow(page);
    await page.goto('/');
    const card = page.locator('section', { has: page.getByRole('heading', { name: '在范围内而未存档' }) });
    await expect(card).toContainText('20 人');
    await card.getByRole('link', { name: '查看名单' }).click();
    await expect(page).toHaveURL(/\/admin\/scope\?tab=seats/);
  });

  await test.step('those beyond the seats are named with what helps', async () => {
    const rows = page.getByTestId('seat-row');
    await expect(rows).toHaveCount(20);
    const { items } = await ask<{ items: { member: { id: string }; reason: string }[] }>(
      page,
      '/scope/reconcile?limit=200',
    );
    expect(items.map(({ member }) => member.id).sort()).toEqual(range.opened.slice(100).sort());
    await expect(rows.first()).toContainText('席位已用完');
    await expect(rows.first().getByRole('link', { name: '去购买席位' })).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'scope-seats');
  });

  await test.step('20 seats are bought and paid', async () => {
    await page.getByTestId('seat-row').first().getByRole('link', { name: '去购买席位' }).click();
    const ordering = page.getByRole('region', { name: '购买与变更' });
    await ordering.getByRole('spinbutton').first().fill('20');
    await ordering.getByRole('button', { name: '提交订单' }).click();
    const { number } = await showCode(page);
    await pay(page.request, SIM, number);
    await expect.poll(async () => (await rangeOf(page)).seats).toBe(120);
  });

  await test.step('nobody is missing any more', async () => {
    await page.goto('/admin/scope?tab=seats');
    await compareNow(page);
    await expect(page.getByText('范围内的人都已存档')).toBeVisible();
    await expect(page.getByTestId('missing')).toHaveText('0');
  });
});

test('a rule is added, looked at before it is saved, and asked about', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/admin/scope');
  const rules = page.getByTestId('rule');
  await expect(rules).toHaveCount(1);
  await expect(rules.first()).toContainText('强制存档');

  await test.step('write a rule for a department', async () => {
    await page.getByRole('button', { name: '添加规则' }).click();
    const drawer = page.getByRole('dialog', { name: '添加规则' });
    await drawer.getByRole('radio', { name: '部门' }).click();
    await drawer.getByRole('combobox', { name: '选择部门' }).click();
    await page.getByTitle('软件服务部', { exact: true }).click();
    await drawer.getByLabel('说明').fill('研发与客户成功，经本人同意');
    await expect(drawer.getByTestId('sentence')).toHaveText(
      '部门“软件服务部”及其下级的内部和外部会话：经本人同意后存档，需服务版席位',
    );
    expect(await barriers(page, '.ant-drawer')).toEqual([]);
    await picture(page, 'scope-rule');
    await drawer.getByRole('button', { name: '放入草稿' }).click();
    await expect(rules).toHaveCount(2);
    await expect(page.getByText('有 1 处修改未保存')).toBeVisible();
  });

  await test.step('preview', async () => {
    await page.getByRole('button', { name: '预览并保存' }).click();
    const preview = page.getByTestId('preview');
    await expect(preview).toContainText('在范围内：120 人 →');
    await expect(preview).toContainText('同时被强制和征求同意');
    expect(await barriers(page, '.ant-modal')).toEqual([]);
    await picture(page, 'scope-preview');
    expect((await ask<{ rules: unknown[] }>(page, '/scope')).rules).toHaveLength(1);
  });

  await test.step('save', async () => {
    await page.getByRole('dialog', { name: '保存后的变化' }).getByRole('button', { name: '保存' }).click();
    await expect(page.getByText(/处修改未保存/)).toHaveCount(0);
    await expect(rules).toHaveCount(2);
    await expect(rules.nth(1)).toContainText('王敏');
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'scope-rules');
  });

  await test.step('ask about a member now, and about the time before', async () => {
    const { opened } = await rangeOf(page);
    const member = encodeURIComponent(opened[0] ?? '');
    await page.goto(`/admin/scope?tab=member&member=${member}`);
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'archived');
    await expect(page.getByText('依据的规则')).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await page.getByLabel('日期').fill('2020-01-01');
    await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'unruled');
  });

  await test.step('on a phone nothing is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const tab of ['rules', 'seats', 'member']) {
      await page.goto(`/admin/scope?tab=${tab}`);
      await expect(page.getByRole('tabpanel').or(page.getByRole('tablist')).first()).toBeVisible();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, tab).toBeLessThanOrEqual(390);
    }
  });

  await test.step('end the rule again', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto('/admin/scope');
    await rules
      .nth(1)
      .getByRole('button', { name: /^结束：/ })
      .click();
    await page.getByRole('button', { name: '预览并保存' }).click();
    await page.getByRole('dialog', { name: '保存后的变化' }).getByRole('button', { name: '保存' }).click();
    await expect(rules).toHaveCount(1);
    await expect(page.getByText('显示已结束的 1 条规则')).toBeVisible();
  });
});

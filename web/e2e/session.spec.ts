import { chooseOfAccount, expect, OPERATOR, test } from './fixtures';

test.use({ signedIn: false });

test.describe('without a session', () => {
  test.use({ expectedFailures: ['401 GET /api/v1/session', '401 POST /api/v1/session'] });

  test('a wrong password is told plainly, and the right one still works', async ({ page }) => {
    await page.goto('/sign-in');
    await page.getByLabel('名称').fill(OPERATOR.name);
    await page.getByLabel('密码', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('alert')).toContainText('名称或密码不正确');
    await expect(page.getByRole('alert')).toContainText('sign_in_failed');

    await page.getByLabel('密码', { exact: true }).fill(OPERATOR.password);
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('heading', { name: '概览', level: 1 })).toBeVisible();
  });

  test('a page asked for without a session is shown after signing in', async ({ page }) => {
    await page.goto('/search?side=external#q=%E5%90%88%E5%90%8C');
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    await page.getByLabel('名称').fill(OPERATOR.name);
    await page.getByLabel('密码', { exact: true }).fill(OPERATOR.password);
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page).toHaveURL(/\/search\?side=external#q=/);
    await expect(page.getByRole('textbox', { name: '输入任意文字，一个字也可以' })).toHaveValue('合同');
    await expect(page.getByRole('status').filter({ hasText: '已覆盖' })).toContainText(/^共 \d+ 条/);
  });

  test('signing out ends the session for every page', async ({ page }) => {
    await page.goto('/exports');
    await page.getByLabel('名称').fill(OPERATOR.name);
    await page.getByLabel('密码', { exact: true }).fill(OPERATOR.password);
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('heading', { name: '导出', level: 1 })).toBeVisible();
    await chooseOfAccount(page, /账号菜单/, '退出登录');
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    await page.goto('/conversations');
    await expect(page.getByRole('heading', { name: '登录' })).toBeVisible();
    expect((await page.request.get('/api/v1/overview')).status()).toBe(401);
  });
});

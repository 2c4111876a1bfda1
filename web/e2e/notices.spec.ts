import { expect, picture, test } from './fixtures';

test('a notice is written, published, delivered, answered on a phone and stands in the register', async ({
  page,
  browser,
  baseURL,
}) => {
  await page.goto('/admin/notices');
  await page.getByRole('button', { name: '新建告知' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill('员工存档告知');
  await dialog.getByText('同意或不同意').click();
  await dialog.getByRole('button', { name: /新\s?建/ }).click();

  await page.getByLabel('中文标题（36 字以内）').fill('会话存档告知');
  await page.getByLabel('中文正文').fill('公司将依法存档您在企业微信中的工作会话。');
  await page.getByRole('button', { name: '保存草稿' }).click();
  await page.getByRole('button', { name: /^发\s?布$/ }).click();
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /发\s?布/ })
    .click();
  await expect(page.getByTestId('version')).toContainText('V1');

  await page.getByRole('tab', { name: '投递' }).click();
  await page.getByRole('button', { name: '投递 V1' }).click();
  await expect(page.getByTestId('delivery').first()).toHaveAttribute('data-state', 'done', {
    timeout: 30_000,
  });
  await page.getByRole('tab', { name: '回执' }).click();
  const first = page.locator('li .mono').first();
  const member = (await first.textContent()) ?? '';
  await picture(page, 'notices');
  await page.getByRole('button', { name: '生成个人链接' }).click();
  await page.getByLabel('账号，每行一个').fill(member);
  const made = page.waitForResponse('**/api/v1/personal-links');
  await page.getByRole('button', { name: '生成 1 个' }).click();
  const { items } = (await (await made).json()) as { items: { url: string }[] };

  const phone = await browser.newContext({
    baseURL: baseURL ?? '',
    viewport: { width: 390, height: 844 },
    storageState: { cookies: [], origins: [] },
  });
  const own = await phone.newPage();
  const { hash } = new URL(items[0]?.url ?? '', baseURL);
  await own.goto(`/me${hash}`);
  await own.getByRole('button', { name: /^同\s?意$/ }).click();
  await expect(own.getByRole('status')).toContainText('同意');
  expect(own.url()).not.toContain(hash);
  await own.getByLabel('我的问题').fill('存档会保存多久？');
  await own.getByRole('button', { name: /提\s?交/ }).click();
  await expect(own.getByTestId('me-question')).toContainText('尚未答复');
  await picture(own, 'own-page');
  await phone.close();

  await page.goto('/admin/notices?tab=questions');
  await page.getByRole('textbox', { name: '答复' }).fill('按公司制度保存。');
  await page.getByRole('button', { name: /答\s?复/ }).click();
  await expect(page.getByTestId('question')).toContainText('按公司制度保存。');
  await page.goto('/admin/notices/register');
  await expect(page.getByRole('row').filter({ hasText: member })).toContainText('个人链接');
});

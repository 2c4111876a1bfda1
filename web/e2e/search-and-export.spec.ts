import { daysAgo, expect, OPERATOR, picture, test } from './fixtures';
import { openWorkbook } from './workbook';

const WORD = '方案';

test.describe('from signing in to a file in hand', () => {
  test.use({ signedIn: false, expectedFailures: ['401 GET /api/v1/session'] });

  test('a person signs in, finds, reads and exports', async ({ page }) => {
    await test.step('sign in', async () => {
      await page.goto('/');
      await page.getByLabel('名称').fill(OPERATOR.name);
      await page.getByLabel('密码', { exact: true }).fill(OPERATOR.password);
      await page.getByRole('button', { name: '登录' }).click();
    });

    await test.step('the overview has figures', async () => {
      await expect(page.getByRole('heading', { name: '概览', level: 1 })).toBeVisible();
      for (const figure of ['全部消息', '会话', '外部联系人']) {
        const value = page.getByRole('main').getByRole('link', { name: new RegExp(`^${figure} \\d+$`) });
        await expect(value).toHaveText(/^[1-9][\d,]*$/);
      }
      await expect(page.getByRole('img', { name: '近 30 天消息' })).toBeVisible();
      await picture(page, 'overview');
    });

    const results = page.getByRole('region', { name: '搜索结果' });
    const coverage = page.getByRole('status').filter({ hasText: '已覆盖您可见的' });
    const total = await test.step('search two characters', async () => {
      await page.getByRole('link', { name: '搜索', exact: true }).click();
      const box = page.getByRole('textbox', { name: '输入任意文字，一个字也可以' });
      await expect(box).toBeFocused();
      await box.pressSequentially(WORD);
      await expect(page).toHaveURL(/\/search#q=/);
      await expect(coverage).toHaveText(/^共 [1-9][\d,]* 条 · 已覆盖您可见的 [\d,]+ 条消息 · 索引延迟/);
      await expect(results.getByRole('link').first().locator('mark').first()).toHaveText(WORD);
      await expect(page.getByRole('button', { name: '导出结果' })).toBeEnabled();
      await picture(page, 'search');

      // New messages keep coming in; a last day makes what is found the same for everybody who looks.
      await page.getByRole('textbox', { name: '开始日期' }).fill(daysAgo(60));
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: '结束日期' }).fill(daysAgo(1));
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(new RegExp(`to=${daysAgo(1)}`));
      await expect(coverage).not.toHaveAttribute('data-stale', 'true');
      const [, count = ''] = /^共 ([\d,]+) 条/.exec((await coverage.textContent()) ?? '') ?? [];
      return Number(count.replaceAll(',', ''));
    });
    expect(total).toBeGreaterThan(0);

    await test.step('open a hit in its chat', async () => {
      // One that was found by what was written, not by what a file of it says.
      const own = page.getByText(/^(文件内容|压缩包目录|图片文字|二维码)$/);
      const hit = results.getByRole('link').filter({ hasNot: own }).nth(1);
      const said = (await hit.locator('p').textContent()) ?? '';
      await hit.click();
      await expect(page).toHaveURL(/\/conversations\/.+at=\d+.*#q=/);
      const focused = page.locator('[data-focused="true"]');
      await expect(focused).toBeInViewport();
      await expect(focused.locator('mark').first()).toHaveText(WORD);
      expect(said).toContain(WORD);
      await expect(page.getByRole('search', { name: '命中位置' }).getByRole('status')).toHaveText(
        /^[\d,]+ \/ [\d,]+$/,
      );
      await page.goBack();
      await expect(coverage).toHaveText(new RegExp(`^共 ${total} 条`));
    });

    await test.step('export, wait, download', async () => {
      await page.getByRole('button', { name: '导出结果' }).click();
      const dialog = page.getByRole('dialog', { name: '导出搜索结果' });
      await expect(dialog).toContainText(`${total} 条消息`);
      await dialog.getByRole('button', { name: '开始导出' }).click();
      await expect(page).toHaveURL(/\/exports\?job=/);
      const facts = page.getByRole('dialog', { name: `搜索“${WORD}”` });
      await expect(facts).toContainText(`已完成 ${total} 条`);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        facts.getByRole('link', { name: '下载' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.xlsx$/);

      const { 说明: cover = [], 消息: [heads = [], ...messages] = [] } = openWorkbook(await download.path());
      expect(Object.fromEntries(cover.map(([name, value]) => [name, value]))).toMatchObject({
        文件: '会存 · 会话导出',
        时区: 'Asia/Shanghai',
        操作员: expect.stringContaining(`(${OPERATOR.name})`),
      });
      expect(messages).toHaveLength(total);
      expect(heads).toContain('内容');
      // What was found by the text of its file is written as the file that it is.
      const written = messages.filter((cells) => cells.some((said) => said.includes(WORD)));
      expect(written.length).toBeGreaterThan(0);
      await expect(facts).toContainText(/下载次数\s*1/);
    });

    await test.step('the export is found again', async () => {
      await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      const row = page
        .getByRole('row')
        .filter({ hasText: `“${WORD}”` })
        .first();
      await expect(row).toContainText(`已完成 ${total} 条`);
      await picture(page, 'exports');
    });
  });
});

test('nothing found says so, and how to go on', async ({ page }) => {
  await page.goto('/search');
  await page.getByRole('textbox', { name: '输入任意文字，一个字也可以' }).pressSequentially('绝无此词');
  await expect(page.getByRole('heading', { name: '没有符合的消息' })).toBeVisible();
  await expect(page.getByRole('button', { name: '导出结果' })).toBeDisabled();
});

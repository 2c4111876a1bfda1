import { expect, picture, test } from './fixtures';
import { find, open } from './found';

test('what is said in a voice stands below it, and a search finds it', async ({ page }) => {
  const message = await find(page, 'voice', (file) => file.said !== null);
  const said = message.files[0]?.said ?? '';
  const row = await open(page, message);
  await expect(row.getByText(said)).toBeVisible();
  await picture(page, 'speech');
  await page.goto(`/search#q=${encodeURIComponent(said)}`);
  await expect(page.locator('main [data-row] mark').first()).toContainText(said.slice(0, 4));
});

test('what a file says is read, with what was searched for marked', async ({ page }) => {
  const message = await find(page, 'file', (file) => file.texts.includes('file'));
  const row = await open(page, message);
  await row.getByRole('button', { name: '查看文字' }).click();
  const dialog = page.getByRole('dialog');
  const text = dialog.locator('article p');
  await expect(text).toHaveText(/\S{4}/);
  const word = ((await text.innerText()).match(/\p{Script=Han}{4}/u) ?? [])[0] ?? '';
  expect(word).not.toBe('');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.goto(`/conversations/${message.conversation_id}?at=${message.seq}#q=${word}`);
  await row.getByRole('button', { name: '查看文字' }).click();
  await expect(dialog.locator('mark').first()).toHaveText(word);
  await expect(dialog.locator('mark').first()).toBeInViewport();
  await picture(page, 'file-text');
});

test('messages that were chosen are printed, and nothing else', async ({ page }) => {
  await page.addInitScript(() => {
    window.print = () => {
      const sheet = document.querySelector<HTMLElement>('body > article');
      document.title = JSON.stringify({
        words: sheet?.textContent ?? '',
        rows: sheet?.querySelectorAll('[data-seq]').length ?? 0,
        hides: document.body.classList.contains('printing'),
      });
    };
  });
  const message = await find(page, 'file', (file) => file.texts.includes('file'));
  const row = await open(page, message);
  await page.getByRole('button', { name: '选择消息' }).click();
  await row.getByRole('checkbox').check();
  const bar = page.getByRole('region', { name: '已选消息' });
  await bar.getByRole('button', { name: '打印' }).click();
  await expect(page).toHaveTitle(/"hides":true/);
  const printed = JSON.parse(await page.title()) as { words: string; rows: number };
  expect(printed.rows).toBe(1);
  expect(printed.words).toContain('1 条消息');
  expect(printed.words).toMatch(/打印于 \d{4}-\d\d-\d\d/);
  await expect(page.locator('body > article')).toHaveCount(0);
});

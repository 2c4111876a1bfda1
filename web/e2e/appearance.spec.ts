import { chooseOfAccount, expect, test } from './fixtures';
import { anExport, EVERY_PAGE_MS, everyPage } from './pages';

test('the language changes at once, and stays', async ({ page }) => {
  test.setTimeout(EVERY_PAGE_MS);
  await page.goto('/search');
  await expect(page.getByRole('heading', { name: '搜索', level: 1 })).toBeVisible();
  await chooseOfAccount(page, /账号菜单/, 'English');
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  for (const { path, ready } of await everyPage(page)) {
    if (path === '/exports') await anExport(page);
    await page.goto(path);
    await ready(page);
    // Names and messages are Chinese in any language; what the console itself says is not.
    const words = await page
      .getByRole('main')
      .locator('h1, h1 + p, th, label, legend, [role="status"]')
      .allInnerTexts();
    expect(words.length, path).toBeGreaterThan(0);
    expect(words.join(' '), path).not.toMatch(/\p{Script=Han}/u);
  }
  await page.goto('/exports');
  await chooseOfAccount(page, /account menu/, '中文');
  await expect(page.getByRole('heading', { name: '导出', level: 1 })).toBeVisible();
});

test('the theme changes at once, and stays', async ({ page }) => {
  const brightness = () =>
    page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] = (
        getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []
      ).map(Number);
      return (red + green + blue) / 3;
    });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '概览', level: 1 })).toBeVisible();
  expect(await brightness()).toBeGreaterThan(200);
  await chooseOfAccount(page, /账号菜单/, '深色');
  await expect.poll(brightness).toBeLessThan(60);
  await page.reload();
  await expect(page.getByRole('heading', { name: '概览', level: 1 })).toBeVisible();
  expect(await brightness()).toBeLessThan(60);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('every page fits the width', async ({ page }) => {
    test.setTimeout(EVERY_PAGE_MS);
    await anExport(page);
    for (const { name, path, ready } of await everyPage(page)) {
      await page.goto(path);
      await ready(page);
      const overflow = await page.evaluate(() => {
        const wide = [document.documentElement, ...document.querySelectorAll('main, main *')].filter(
          (element) =>
            element.scrollWidth > element.clientWidth + 1 &&
            ['auto', 'scroll'].includes(getComputedStyle(element).overflowX),
        );
        const past = document.documentElement.scrollWidth - window.innerWidth;
        return { past, wide: wide.map((element) => element.className) };
      });
      expect(overflow, name).toEqual({ past: 0, wide: [] });
    }
  });

  test('the menu and the way into a chat and back', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: '打开菜单' }).click();
    await page.getByRole('link', { name: '会话', exact: true }).click();
    const people = page.getByRole('region', { name: '人员与群聊' });
    const conversations = page.getByRole('region', { name: '会话列表' });
    await people.getByRole('link').first().tap();
    await expect(people).toBeHidden();
    await conversations.getByRole('link').filter({ hasText: /\d/ }).first().tap();
    await expect(conversations).toBeHidden();
    await expect(page.getByRole('article').first()).toBeVisible();
    await page.getByRole('link', { name: '返回列表' }).tap();
    await expect(conversations).toBeVisible();
    await page.getByRole('link', { name: '返回人员列表' }).tap();
    await expect(people).toBeVisible();
  });
});

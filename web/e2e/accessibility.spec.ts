import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { anExport, EVERY_PAGE_MS, everyPage } from './pages';

/** What keeps people out, or nearly so; each with where it is. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
    );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('no page keeps anybody out', async ({ page }) => {
      test.setTimeout(EVERY_PAGE_MS);
      await anExport(page);
      for (const { name, path, ready } of await everyPage(page)) {
        await test.step(name, async () => {
          await page.goto(path);
          await ready(page);
          expect.soft(await barriers(page), name).toEqual([]);
        });
      }
    });

    test.describe('before signing in', () => {
      test.use({ signedIn: false, expectedFailures: ['401 GET /api/v1/session'] });

      test('the sign-in page keeps nobody out', async ({ page }) => {
        await page.goto('/sign-in');
        await expect(page.getByRole('button', { name: '登录' })).toBeVisible();
        expect(await barriers(page)).toEqual([]);
      });
    });
  });
}

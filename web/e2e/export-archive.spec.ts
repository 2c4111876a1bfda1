import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { strFromU8, type Unzipped, unzipSync } from 'fflate';
import { ask, daysAgo, expect, picture, test } from './fixtures';

interface Estimate {
  files: { kept: number };
}

interface Manifest {
  counts: { rows: number; conversations: number; files: { kept: number; missing: number } };
  entries: { path: string; size: number }[];
  files: { path: string | null; media_type: string | null; reason: string | null }[];
}

/** Lays an archive out in a folder, as a person would. */
function unpack(archive: Unzipped, folder: string): void {
  for (const [path, bytes] of Object.entries(archive)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test('a search is taken away with its files and read offline', async ({ page, browser }) => {
      test.setTimeout(120_000);
      // The oldest files are fetched first.
      const search = { kinds: ['image'] };
      const kept = async () =>
        (await ask<Estimate>(page, '/exports/estimate', { format: 'zip', search })).files.kept;
      await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThan(0);
      await page.goto(`/search?kinds=image&to=${daysAgo(1)}`);
      await page.getByRole('button', { name: '导出结果' }).click();
      const dialog = page.getByRole('dialog', { name: '导出搜索结果' });
      await dialog.getByRole('radio', { name: /^ZIP/ }).check();
      await expect(dialog.getByRole('status')).toHaveText(/含 [1-9][\d,]* 个文件，共 [\d.]+ [kMG]?B。/);
      await picture(page, `export-archive-${colorScheme}`);
      await dialog.getByRole('button', { name: '开始导出' }).click();
      const facts = page.getByRole('dialog').filter({ hasText: 'SHA-256' });
      await expect(facts.getByRole('link', { name: '下载' })).toBeVisible({ timeout: 60_000 });
      await expect(facts).toContainText(/文件\s*[1-9][\d,]* 个，共/);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        facts.getByRole('link', { name: '下载' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.zip$/);

      const archive = unzipSync(readFileSync(await download.path()));
      const folder = test.info().outputPath('archive');
      unpack(archive, folder);
      const manifest = JSON.parse(strFromU8(archive['manifest.json'] ?? new Uint8Array())) as Manifest;
      expect(manifest.counts.rows).toBeGreaterThan(0);
      expect(Object.keys(archive)).toHaveLength(manifest.entries.length + 1);
      for (const { path, size } of manifest.entries) expect(archive[path]?.length, path).toBe(size);
      const shown = manifest.files.find(({ path, media_type }) => path && /jpeg|png/.test(media_type ?? ''));
      expect(shown, 'the demo has a picture').toBeDefined();

      const context = await browser.newContext({ offline: true, colorScheme, javaScriptEnabled: true });
      const offline = await context.newPage();
      const asked: string[] = [];
      const refused: string[] = [];
      offline.on('request', (request) => asked.push(request.url()));
      offline.on('console', (message) => refused.push(message.text()));
      await offline.goto(pathToFileURL(join(folder, 'chat/index.html')).href);
      await expect(offline.getByRole('listitem')).toHaveCount(manifest.counts.conversations);
      expect((await new AxeBuilder({ page: offline }).analyze()).violations).toEqual([]);

      const pages = Object.keys(archive).filter((path) => /^chat\/\d+-\d+\.html$/.test(path));
      const page1 = pages.find((path) =>
        strFromU8(archive[path] as Uint8Array).includes(`../${shown?.path}`),
      );
      await offline.goto(pathToFileURL(join(folder, page1 ?? '')).href);
      await expect(offline.getByRole('article').first()).toBeVisible();
      const image = offline.locator(`img[src="../${shown?.path}"]`).first();
      await image.scrollIntoViewIfNeeded();
      await expect
        .poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth))
        .toBeGreaterThan(0);
      await offline.screenshot({ path: test.info().outputPath(`offline-${colorScheme}.png`) });
      expect((await new AxeBuilder({ page: offline }).analyze()).violations).toEqual([]);
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
      expect(refused, 'the page has nothing that its policy refuses').toEqual([]);
      await offline.getByRole('link', { name: '全部会话' }).click();
      await expect(offline).toHaveURL(/chat\/index\.html$/);
      await context.close();
    });
  });
}

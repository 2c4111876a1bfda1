import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page, request } from '@playwright/test';

/** Who signs in: an operator who may use every page. */
export const OPERATOR = { name: needed('HUICUN_USER'), password: needed('HUICUN_PASSWORD') };

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set; see playwright.config.ts`);
  return value;
}

type Cookies = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>;

interface Options {
  /** Whether the browser has a session when the journey begins. */
  signedIn: boolean;
  /** Answers that belong to the journey, as `401 GET /api/v1/session`; any other failure fails it. */
  expectedFailures: string[];
}

interface Fixtures {
  /** What the browser complained about; must be empty at the end. */
  complaints: string[];
}

export const test = base.extend<Options & Fixtures, { session: Cookies }>({
  signedIn: [true, { option: true }],
  expectedFailures: [[], { option: true }],

  session: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use, { project }) => {
      const context = await request.newContext({ baseURL: project.use.baseURL ?? '' });
      const answer = await context.post('/api/v1/session', { headers: { 'X-Huicun': '1' }, data: OPERATOR });
      expect(answer.status(), 'the operator can sign in').toBe(200);
      await use(await context.storageState());
      await context.dispose();
    },
    { scope: 'worker' },
  ],

  storageState: async ({ signedIn, session }, use) => {
    await use(signedIn ? session : { cookies: [], origins: [] });
  },

  complaints: [
    async ({ page, expectedFailures }, use) => {
      const complaints: string[] = [];
      await listen(page, complaints);
      await use(complaints);
      expect(
        complaints.filter((complaint) => !expectedFailures.includes(complaint)),
        'the browser has nothing to complain about',
      ).toEqual([]);
    },
    { auto: true },
  ],
});

/** Hears console errors, exceptions, refused styles and scripts, and requests that failed. */
async function listen(page: Page, complaints: string[]): Promise<void> {
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // A failed answer is told once, by its method and path below.
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(`console: ${message.text()}`);
  });
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url());
    if (answer.status() >= 400)
      complaints.push(`${answer.status()} ${answer.request().method()} ${pathname}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left, or a query that was overtaken, takes its requests back; a download leaves the page's hands.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${reason} ${request.method()} ${request.url()}`);
  });
  await page.exposeFunction('__refused', (what: string) => complaints.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const told = window as unknown as { __refused: (what: string) => void };
      told.__refused(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
}

/** Keeps a picture of the page: in the documentation where that is to be renewed, else with the test's results. */
export async function picture(page: Page, name: string): Promise<void> {
  const documentation = fileURLToPath(new URL('../../docs/images/', import.meta.url));
  const renew = process.env.UPDATE_SCREENSHOTS === '1';
  if (renew) mkdirSync(documentation, { recursive: true });
  const path = renew ? `${documentation}${name}.png` : test.info().outputPath(`${name}.png`);
  // Playwright would hide carets and animations by a style that the page's policy refuses.
  await page.screenshot({ path, caret: 'initial', animations: 'allow' });
}

/** Asks the server itself, to know what the page has to show. */
export async function ask<T>(page: Page, path: string, body?: object): Promise<T> {
  const answer = body
    ? await page.request.post(`/api/v1${path}`, { headers: { 'X-Huicun': '1' }, data: body })
    : await page.request.get(`/api/v1${path}`);
  expect(answer.ok(), `${path} is answered`).toBe(true);
  return answer.json();
}

/** A day so many days before today, in the zone of the archive. */
export function daysAgo(days: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(
    Date.now() - days * 86_400_000,
  );
}

export { expect };

/** Waits until every file of the demo is here and was looked into. */
export async function everythingMade(page: Page): Promise<void> {
  await expect(async () => {
    const { media } = await ask<{ media: { waiting: number; unmade: number } }>(page, '/overview');
    // A few files are refused again and again on purpose.
    expect(media.unmade).toBe(0);
  }).toPass({ timeout: 400_000, intervals: [1_000] });
}

/** Opens the menu of the account and takes something from it. */
export async function chooseOfAccount(page: Page, menu: RegExp, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

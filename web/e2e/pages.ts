import { expect, type Page } from '@playwright/test';
import { ask } from './fixtures';

/** A page, and what is there once it has everything. */
export interface Stop {
  name: string;
  path: string;
  ready: (page: Page) => Promise<void>;
}

const WORD = encodeURIComponent('方案');

/** How long a journey through every page may take. */
export const EVERY_PAGE_MS = 150_000;

/** Every page of somebody who is signed in, with content. */
export async function everyPage(page: Page): Promise<Stop[]> {
  const found = await ask<{ hits: { message: { seq: number; conversation_id: string } }[] }>(
    page,
    '/search',
    {
      q: '方案',
      limit: 1,
    },
  );
  const hit = found.hits[0]?.message;
  if (!hit) throw new Error('the demo has nothing to find');
  const customers = await ask<{ items: { id: string }[] }>(page, '/parties?kind=external_contact&limit=1');
  const customer = encodeURIComponent(customers.items[0]?.id ?? '');
  const chat = `/conversations/${hit.conversation_id}?at=${hit.seq}#q=${WORD}`;
  const sees = (selector: string) => async (shown: Page) =>
    expect(shown.locator(selector).first()).toBeVisible();
  return [
    { name: 'overview', path: '/', ready: sees('main figure') },
    { name: 'conversations', path: '/conversations', ready: sees('main [data-row]') },
    {
      name: 'chat',
      path: chat,
      ready: sees('[data-focused="true"]'),
    },
    {
      name: 'choosing',
      path: chat,
      ready: async (shown) => {
        await shown.getByRole('button', { name: /^(选择消息|Choose messages)$/ }).click();
        await shown.locator(`[data-seq="${hit.seq}"]`).getByRole('checkbox').check();
      },
    },
    {
      name: 'details',
      path: chat,
      ready: async (shown) => {
        await shown.getByRole('button', { name: /^(详情|Details)$/ }).click();
        await expect(shown.getByRole('complementary')).toBeVisible();
      },
    },
    {
      name: 'customer',
      path: `/conversations?who=contacts&party=${customer}&all=1`,
      ready: sees('main [data-seq]'),
    },
    {
      name: 'keys',
      path: '/',
      ready: async (shown) => {
        await expect(shown.locator('main figure').first()).toBeVisible();
        await shown.keyboard.press('?');
        await expect(shown.getByRole('dialog')).toBeVisible();
      },
    },
    { name: 'search', path: '/search', ready: sees('main kbd') },
    { name: 'results', path: `/search#q=${WORD}`, ready: sees('main [data-row] mark') },
    { name: 'directory', path: '/directory', ready: sees('main [data-row]') },
    { name: 'contacts', path: '/directory?part=contacts', ready: sees('main [data-row]') },
    { name: 'rooms', path: '/directory?part=rooms', ready: sees('main [data-row]') },
    { name: 'tags', path: '/directory?part=tags', ready: sees('main [data-row]') },
    { name: 'exports', path: '/exports', ready: sees('main [data-row]') },
    { name: 'notices', path: '/admin/notices', ready: sees('main [role="tab"]') },
    { name: 'customers', path: '/admin/notices?tab=customers', ready: sees('main input') },
    { name: 'rule', path: '/admin/notices?tab=rule', ready: sees('main fieldset') },
    { name: 'register', path: '/admin/notices/register', ready: sees('main h2') },
    { name: 'connection', path: '/admin/connection?step=archive', ready: sees('main section form') },
    { name: 'keys-of-wecom', path: '/admin/connection?step=key', ready: sees('main article pre') },
    { name: 'scope', path: '/admin/scope', ready: sees('main section') },
    { name: 'seats', path: '/admin/scope?tab=seats', ready: sees('main [data-testid="compared"]') },
    { name: 'member', path: '/admin/scope?tab=member', ready: sees('main input') },
    { name: 'service', path: '/admin/service', ready: sees('main section form') },
    { name: 'access', path: '/admin/access', ready: sees('main [data-testid="operator"]') },
    { name: 'protected', path: '/admin/access?tab=protected', ready: sees('main input') },
    {
      name: 'explain',
      path: `/admin/access?tab=explain&conversation=${hit.conversation_id}`,
      ready: sees('main [data-testid="standing"]'),
    },
  ];
}

/** Makes sure that there is a finished export to look at. */
export async function anExport(page: Page): Promise<void> {
  const { items } = await ask<{ items: { state: string }[] }>(page, '/exports');
  if (items.some(({ state }) => state === 'done')) return;
  const { id } = await ask<{ id: string }>(page, '/exports', { format: 'csv', search: { q: '合同' } });
  await expect
    .poll(async () => (await ask<{ state: string }>(page, `/exports/${id}`)).state, { timeout: 20_000 })
    .toBe('done');
}

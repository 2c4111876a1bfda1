import { on, Refusal } from '@mocks/answers';
import { NOON } from '@mocks/archive';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import type { Quarantine } from './queries';

const NONE: Quarantine = { total: 0, days: 90, ruled: true, reasons: [], events: [] };
const PAGE = '/admin/scope?tab=quarantine';

test('says how much is held back, why, until when, and what became of what was', async () => {
  const events: Quarantine['events'] = [
    {
      at: NOON,
      outcome: 'released',
      reason: 'consent_pending',
      count: 7,
      first_sent_at: NOON - 60_000,
      last_sent_at: NOON,
    },
  ];
  const held: Quarantine = {
    ...NONE,
    total: 1_204,
    reasons: [{ reason: 'out_of_scope', count: 1_204, since: NOON, destroyed_from: NOON + 90 * 86_400_000 }],
    events,
  };
  server.use(on('get', '/quarantine', () => held));
  openConsole(PAGE);
  const table = within(await screen.findByTestId('quarantine'));
  expect(table.getByText('1,204')).toBeDefined();
  expect(table.getByText('会话中没有在存档范围内的成员')).toBeDefined();
  expect(screen.getByText(/放行并存档 7 条/).textContent).toContain('成员尚未同意');
});

test('an empty quarantine says whether anything could be in it', async () => {
  server.use(on('get', '/quarantine', () => NONE));
  openConsole(PAGE);
  expect(await screen.findByText('没有存档依据的消息会在这里等待 90 天。')).toBeDefined();
});

test('before there are rules it says that everything is archived', async () => {
  server.use(on('get', '/quarantine', () => ({ ...NONE, ruled: false })));
  openConsole(PAGE);
  expect(await screen.findByText(/交付的消息全部存档/)).toBeDefined();
});

test('what may not be seen is said plainly', async () => {
  server.use(
    on('get', '/quarantine', () => {
      throw new Refusal(403, 'forbidden', '没有权限');
    }),
  );
  openConsole(PAGE);
  expect(await screen.findByText('没有权限')).toBeDefined();
});

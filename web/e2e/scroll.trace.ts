import type { CDPSession, Page } from '@playwright/test';
import { ask, expect, test } from './fixtures';

/** How long the conversation is that is scrolled through. */
const MESSAGES = 100_000;
/** What is scrolled in a frame: a reader who flings, some sixteen screens a second. */
const STEP_PX = 240;
const FRAME_MS = 50;

test.setTimeout(40 * 60_000);
// What the runner records of a page would be part of each frame.
test.use({ trace: 'off' });

interface Message {
  seq: number;
  sent_at: number;
  conversation_id: string;
}
interface MessagePage {
  items: Message[];
}
interface Conversation {
  id: string;
  message_count: number;
}

/** Messages of every kind that the archive has, as models for those of the long conversation. */
async function models(page: Page): Promise<Message[]> {
  const { items } = await ask<{ items: Conversation[] }>(page, '/conversations?limit=100');
  const longest = items.sort((one, other) => other.message_count - one.message_count).slice(0, 4);
  const pages = await Promise.all(
    longest.map(({ id }) => ask<MessagePage>(page, `/conversations/${id}/messages?edge=last&limit=200`)),
  );
  return pages.flatMap((one) => one.items);
}

/** Answers for a conversation of 100,000 messages, which are numbered from 1. */
async function lengthen(page: Page, id: string): Promise<void> {
  const known = await models(page);
  const begin = Date.now() - MESSAGES * 60_000;
  const messageAt = (seq: number) => ({
    ...known[seq % known.length],
    seq,
    msgid: `${seq}`,
    conversation_id: id,
    sent_at: begin + seq * 60_000,
  });
  await page.route(`**/api/v1/conversations/${id}/messages?*`, async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const limit = Number(query.get('limit') ?? 60);
    const after = query.get('after');
    const before = query.get('before');
    let from = 1;
    if (after !== null) from = Number(after) + 1;
    else if (before !== null) from = Math.max(1, Number(before) - limit);
    else if (query.get('edge') !== 'first') from = MESSAGES - limit + 1;
    const to = Math.min(MESSAGES, before === null ? from + limit - 1 : Number(before) - 1);
    const items = Array.from({ length: to - from + 1 }, (_, index) => messageAt(from + index));
    await route.fulfill({
      json: {
        items,
        conversations: [],
        before: from > 1 ? `${from}` : null,
        after: to < MESSAGES ? `${to}` : null,
        focus: null,
      },
    });
  });
}

async function heapMib(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / (1 << 20);
}

/** Scrolls until a message is shown, a step each frame, and tells how long frames took. */
async function fling(page: Page, until: number): Promise<number[]> {
  return page.getByRole('log').evaluate(
    (list, [last, step]) =>
      new Promise<number[]>((resolve) => {
        const frames: number[] = [];
        let before = performance.now();
        const frame = (now: number) => {
          frames.push(now - before);
          before = now;
          const rows = list.querySelectorAll<HTMLElement>('[data-seq]');
          if (Number(rows[rows.length - 1]?.dataset.seq) >= last) resolve(frames);
          else {
            list.scrollBy(0, step);
            requestAnimationFrame(frame);
          }
        };
        requestAnimationFrame(frame);
      }),
    [until, STEP_PX] as const,
  );
}

test('100,000 messages are scrolled through', async ({ page }) => {
  const { items } = await ask<{ items: Conversation[] }>(page, '/conversations?limit=1');
  const id = items[0]?.id;
  if (!id) throw new Error('the demo has no conversations');
  await lengthen(page, id);
  const session = await page.context().newCDPSession(page);
  await page.goto(`/conversations/${id}?edge=first`);
  await expect(page.locator('[data-seq="1"]')).toBeVisible();
  // What is compiled and measured for the first time belongs to opening.
  await fling(page, 2_000);
  const heaps = [await heapMib(session)];
  const frames: number[] = [];
  const slowOf: number[] = [];
  for (let part = 1; part <= 5; part += 1) {
    const those = await fling(page, 2_000 + ((MESSAGES - 2_000) * part) / 5);
    slowOf.push(those.filter((frame) => frame >= FRAME_MS).length);
    frames.push(...those);
    heaps.push(await heapMib(session));
  }
  frames.sort((one, other) => one - other);
  const at = (share: number) => (frames[Math.floor((frames.length - 1) * share)] ?? 0).toFixed(1);
  process.stdout.write(
    `${MESSAGES} messages, ${frames.length} frames: p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} max ${at(1)} ms; ` +
      `${slowOf.join(' + ')} of ${FRAME_MS} ms or more; heap ${heaps.map((heap) => heap.toFixed(0)).join(' ')} MiB\n`,
  );
  expect(frames.length).toBeGreaterThan(1_000);
});

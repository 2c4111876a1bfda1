import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './fixtures';

interface Conversation {
  id: string;
  message_count: number;
  parties: { id: string; kind: string; name: string | null }[];
}

/** The longest chat with a customer: long enough to be scrolled far. */
async function longest(page: Page): Promise<{ id: string; member: string; other: string }> {
  const { items } = await ask<{ items: Conversation[] }>(page, '/conversations?kind=direct&limit=100');
  const chats = items.filter(({ parties }) => parties.some(({ kind }) => kind === 'external_contact'));
  const [chat] = chats.sort((one, other) => other.message_count - one.message_count);
  const member = chat?.parties.find(({ kind }) => kind === 'member')?.name;
  const other = chat?.parties.find(({ kind }) => kind === 'external_contact')?.name;
  if (!chat || !member || !other) throw new Error('the demo has no long chat with a customer');
  expect(chat.message_count).toBeGreaterThan(500);
  return { id: chat.id, member, other };
}

/** The numbers of the messages that exist in the page, in order. */
function numbers(page: Page): Promise<number[]> {
  return page.locator('[data-seq]').evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
}

/** The numbers of the newest messages of a conversation, as the server has them. */
async function newest(page: Page, id: string, count: number): Promise<number[]> {
  const seqs: number[] = [];
  let place = 'edge=last';
  while (seqs.length < count) {
    const path = `/conversations/${id}/messages?limit=80&${place}`;
    const answer = await ask<{ items: { seq: number }[]; before: string | null }>(page, path);
    seqs.unshift(...answer.items.map(({ seq }) => seq));
    if (answer.before === null) break;
    place = `before=${encodeURIComponent(answer.before)}`;
  }
  return seqs;
}

test('people, conversations, a long chat up and down, a date, the details', async ({ page }) => {
  const chat = await longest(page);
  const people = page.getByRole('region', { name: '人员与群聊' });
  const conversations = page.getByRole('region', { name: '会话列表' });
  const reading = page.getByRole('region', { name: '聊天记录' });
  const messages = page.getByRole('log', { name: '消息' });

  await test.step('three columns', async () => {
    await page.goto('/conversations');
    await people.getByRole('textbox', { name: '按姓名查找成员' }).fill(chat.member);
    await expect(people.getByText(/^1 人$/)).toBeVisible();
    await people.getByRole('link', { name: chat.member }).click();
    await expect(conversations.getByRole('heading', { name: chat.member })).toBeVisible();
    await conversations.getByRole('link', { name: chat.other }).first().click();
    await expect(reading.getByRole('heading', { name: chat.other })).toBeVisible();
    await expect(reading.getByText('以上是截至')).toBeInViewport();
    await expect(messages.getByRole('article').last()).toBeInViewport();
    await expect(reading.getByRole('textbox', { name: '跳到日期' })).toBeVisible();
    await people.getByRole('textbox', { name: '按姓名查找成员' }).clear();
    await expect(people.getByRole('link').nth(5)).toBeVisible();
    await picture(page, 'conversation');
  });

  await test.step('far up, nothing missing or twice', async () => {
    const seen = new Set<number>();
    await messages.hover();
    await expect(async () => {
      for (const seq of await numbers(page)) seen.add(seq);
      // Less than what exists above the view, so that every message exists at some time.
      await page.mouse.wheel(0, -1000);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      expect(seen.size).toBeGreaterThan(300);
    }).toPass({ intervals: [10], timeout: 30_000 });
    const [oldest, latest] = [Math.min(...seen), Math.max(...seen)];
    const archived = (await newest(page, chat.id, 400)).filter((seq) => seq >= oldest && seq <= latest);
    expect(archived.filter((seq) => !seen.has(seq))).toEqual([]);
    const shown = await numbers(page);
    expect(shown).toEqual([...new Set(shown)].sort((one, other) => one - other));
  });

  await test.step('the beginning', async () => {
    await reading.getByRole('button', { name: '最早的消息' }).click();
    await expect(reading.getByText('会话开始于')).toBeInViewport();
  });

  await test.step('back to the newest', async () => {
    await messages.hover();
    await page.mouse.wheel(0, 6000);
    await expect(reading.getByText('会话开始于')).not.toBeInViewport();
    await reading.getByRole('button', { name: '最新的消息' }).last().click();
    await expect(reading.getByText('以上是截至')).toBeInViewport();
  });

  await test.step('jump to a day', async () => {
    const { days } = await ask<{ days: { day: string }[] }>(page, `/conversations/${chat.id}/days`);
    const day = days[Math.floor(days.length / 2)]?.day ?? '';
    const field = reading.getByRole('textbox', { name: '跳到日期' });
    await field.fill(day);
    await field.press('Enter');
    await expect(page).toHaveURL(new RegExp(`day=${day}`));
    await expect(messages.getByText(day, { exact: true })).toBeInViewport();
  });

  await test.step('details of the conversation and of a message', async () => {
    await reading.getByRole('button', { name: '详情', exact: true }).click();
    const details = page.getByRole('complementary');
    await expect(details.getByRole('heading', { name: '会话详情' })).toBeVisible();
    await expect(details.getByText(chat.member)).toBeVisible();
    const bubble = messages.getByRole('article').first();
    await bubble.hover();
    await bubble.getByRole('button', { name: '消息详情' }).click();
    await expect(details.getByRole('heading', { name: '消息详情' })).toBeVisible();
    await details.getByRole('button', { name: '显示解密后的原文' }).click();
    await expect(details.locator('pre')).toContainText('"msgid"');
    await details.getByRole('button', { name: '关闭' }).click();
    await expect(details).toBeHidden();
  });
});

test('hits are walked through with a count', async ({ page }) => {
  interface Found {
    hits: { message: { seq: number; conversation_id: string } }[];
  }
  const chat = await longest(page);
  const { hits } = await ask<Found>(page, '/search', { q: '方案', conversation: chat.id, limit: 3 });
  expect(hits.length).toBeGreaterThan(1);
  await page.goto(`/conversations/${chat.id}?at=${hits[0]?.message.seq}#q=%E6%96%B9%E6%A1%88`);
  const bar = page.getByRole('search', { name: '命中位置' });
  await expect(bar.getByRole('status')).toHaveText(/^(\d+) \/ \1$/);
  await bar.getByRole('button', { name: '上一处' }).click();
  await expect(page).toHaveURL(new RegExp(`at=${hits[1]?.message.seq}`));
  await expect(page.locator(`[data-seq="${hits[1]?.message.seq}"] [data-focused="true"]`)).toBeInViewport();
});

import type { Page } from '@playwright/test';
import { ask, expect, picture, test } from './fixtures';

interface PartyRef {
  id: string;
  kind: string;
  name: string | null;
}
interface Conversation {
  id: string;
  parties: PartyRef[];
}

/** A customer whom at least three members talk with. */
async function customerOfThree(page: Page): Promise<{ customer: PartyRef; members: string[] }> {
  const people = await ask<{ items: PartyRef[] }>(page, '/parties?kind=external_contact&limit=200');
  for (const customer of people.items) {
    const path = `/conversations?kind=direct&party=${encodeURIComponent(customer.id)}`;
    const { items } = await ask<{ items: Conversation[] }>(page, path);
    const others = items.flatMap(({ parties }) => parties.filter(({ kind }) => kind === 'member'));
    const members = [...new Set(others.map(({ id }) => id))];
    if (members.length >= 3) return { customer, members };
  }
  throw new Error('the demo has no customer of three members');
}

test('one customer is followed across three members of staff', async ({ page }) => {
  const { customer, members } = await customerOfThree(page);
  const name = customer.name ?? customer.id;
  const reading = page.getByRole('region', { name: '聊天记录' });
  const messages = page.getByRole('log', { name: '消息' });

  await test.step('from the list of customers to everything of one', async () => {
    await page.goto('/conversations?who=contacts');
    const people = page.getByRole('region', { name: '人员与群聊' });
    await people.getByRole('textbox').fill(name);
    await people.getByRole('link', { name }).first().click();
    await page.getByRole('link', { name: '全部往来（跨员工）' }).click();
    await expect(reading.getByRole('heading', { name: `${name} 的全部往来` })).toBeVisible();
    await expect(reading.getByText('以上是截至')).toBeInViewport();
  });

  await test.step('all three are met, in the order of time', async () => {
    await reading.getByRole('button', { name: '最早的消息' }).click();
    await expect(reading.getByText(/^会话开始于/)).toBeVisible();
    const met = new Set<string>();
    const senders = new Set<string>();
    const path = `/parties/${encodeURIComponent(customer.id)}/messages`;
    let place = 'edge=first';
    let before = 0;
    for (;;) {
      const answer = await ask<{
        items: { sent_at: number; sender: PartyRef; conversation_id: string }[];
        after: string | null;
      }>(page, `${path}?limit=200&${place}`);
      for (const { sent_at, sender, conversation_id } of answer.items) {
        expect(sent_at).toBeGreaterThanOrEqual(before);
        before = sent_at;
        met.add(conversation_id);
        if (sender.kind === 'member') senders.add(sender.id);
      }
      if (answer.after === null) break;
      place = `after=${encodeURIComponent(answer.after)}`;
    }
    expect(members.filter((id) => senders.has(id)).length).toBeGreaterThanOrEqual(3);
    // What the page shows while it is scrolled through names as many conversations as the archive has.
    const shown = new Set<string>();
    await expect(async () => {
      const ways = await messages
        .locator('a[href*="/conversations/"][href*="at="]')
        .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
      for (const way of ways) shown.add(way);
      await messages.evaluate((list) => list.scrollBy(0, 600));
      expect(shown.size).toBe(met.size);
    }).toPass({ timeout: 60_000, intervals: [50] });
  });

  await test.step('from there into one of the conversations, at the same message', async () => {
    // At the beginning nothing is above that could come and go.
    await reading.getByRole('button', { name: '最早的消息' }).click();
    await expect(reading.getByText(/^会话开始于/)).toBeInViewport();
    const first = messages.locator('a[href*="/conversations/"][href*="at="]').first();
    await expect(first).toBeInViewport();
    await picture(page, 'customer');
    const href = await first.getAttribute('href');
    const at = new URL(href ?? '', page.url()).searchParams.get('at');
    await messages.locator(`a[href="${href}"]`).click();
    await expect(messages.locator(`[data-seq="${at}"]`)).toBeInViewport();
    await expect(reading.getByRole('heading', { name: /全部往来/ })).toBeHidden();
  });
});

test('what was read loses its mark, and what is pinned comes first', async ({ page }) => {
  const { items } = await ask<{ items: (Conversation & { title: string })[] }>(
    page,
    '/conversations?limit=30',
  );
  const wanted = items.at(-1);
  if (!wanted) throw new Error('the demo has no conversations');
  const list = page.getByRole('region', { name: '会话列表' });
  const row = list.locator(`a[href*="${wanted.id}"]`);
  await page.goto(`/conversations/${wanted.id}`);
  await expect(page.getByText('以上是截至')).toBeInViewport();
  await page.getByRole('button', { name: '置顶', exact: true }).click();
  await expect(page.getByRole('button', { name: '取消置顶' })).toBeVisible();
  await expect(list.locator('[data-row]').first()).toHaveAttribute('href', new RegExp(wanted.id));
  await expect(row).toHaveAttribute('data-unread', 'false');
  await page.reload();
  await expect(list.locator('[data-row]').first()).toHaveAttribute('href', new RegExp(wanted.id));
  await page.getByRole('button', { name: '取消置顶' }).click();
  await expect(page.getByRole('button', { name: '置顶', exact: true })).toBeVisible();
});

test('a record within a record is opened, and a conversation lists what was sent in it', async ({ page }) => {
  interface Item {
    content: { type: string; items?: Item[] };
  }
  const nests = (content: Item['content']): boolean =>
    (content.items ?? []).some((item) => item.content.type === 'chatrecord');
  const { hits } = await ask<{
    hits: { message: { seq: number; conversation_id: string; content: Item['content'] } }[];
  }>(page, '/search', { kinds: ['chatrecord'], limit: 200 });
  const found = hits.map(({ message }) => message).find(({ content }) => nests(content));
  if (!found) throw new Error('the demo has no record within a record');
  await page.goto(`/conversations/${found.conversation_id}?at=${found.seq}`);
  const card = page.locator(`[data-seq="${found.seq}"]`);
  await expect(card).toBeInViewport();
  const closed = card.locator('button[aria-expanded="false"], details:not([open]) > summary');
  const before = await card.innerText();
  await closed.first().click();
  while ((await closed.count()) > 0) await closed.first().click();
  expect((await card.innerText()).length).toBeGreaterThan(before.length);
  await picture(page, 'nested-record');
  await page.getByRole('button', { name: '详情', exact: true }).click();
  const panel = page.getByRole('complementary', { name: '会话详情' });
  for (const tab of ['图片视频', '文件', '链接']) {
    await panel.getByText(tab, { exact: true }).click();
    await expect(panel.getByRole('listitem').or(panel.getByText('没有这类消息')).first()).toBeVisible();
  }
});

test('messages are reached by keys, chosen and cited', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { hits } = await ask<{ hits: { message: { seq: number; conversation_id: string } }[] }>(
    page,
    '/search',
    { q: '方案', kinds: ['text'], limit: 1 },
  );
  const hit = hits[0]?.message;
  if (!hit) throw new Error('the demo has nothing to find');
  await page.goto(`/conversations/${hit.conversation_id}?at=${hit.seq}`);
  const row = page.locator(`[data-seq="${hit.seq}"]`);
  await expect(row).toBeInViewport();

  await row.getByRole('article').focus();
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await expect(row.getByRole('article')).toBeFocused();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: '消息详情' });
  await expect(details.getByText(`${hit.seq}`, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '键盘操作' })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: '选择消息', exact: true }).click();
  await row.getByRole('checkbox').check();
  const bar = page.getByRole('region', { name: '已选消息' });
  await expect(bar.getByText('已选 1 条消息')).toBeVisible();
  await bar.getByRole('button', { name: '复制引用' }).click();
  await expect(bar.getByRole('button', { name: '已复制' })).toBeVisible();
  const cited = await page.evaluate(() => navigator.clipboard.readText());
  expect(cited).toContain('方案');
  expect(cited).toContain(`#${hit.seq}`);
  await picture(page, 'chosen');
  await bar.getByRole('button', { name: '导出' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('逐条选定')).toBeVisible();
  await dialog.getByRole('button', { name: /取\s*消/ }).click();
  await bar.getByRole('button', { name: '退出选择' }).click();
  await expect(bar).toBeHidden();
});

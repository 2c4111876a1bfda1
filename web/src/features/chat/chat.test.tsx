import { on, Refusal } from '@mocks/answers';
import { CONVERSATION, LI, messageOf, NOON, text, WANG, ZHANG } from '@mocks/archive';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Content, MessageView } from '@/api/types';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { neighbours } from './HitBar';

const DAY = 86_400_000;

function keep(items: MessageView[]) {
  server.use(
    on('get', '/conversations/{id}/messages', () => ({
      items,
      conversations: [],
      before: null,
      after: null,
      focus: null,
    })),
  );
}

const log = async () => within(await screen.findByRole('log', { name: '消息' }));

test('shows both sides, the days, and what was recalled in its place', async () => {
  const recalled = text('忘了我说的保本', {
    sent_at: NOON,
    recalled: { at: NOON + 125_000, by: ZHANG, after_ms: 125_000 },
  });
  keep([
    text('请问保本吗？', { sender: WANG, sent_at: NOON - DAY }),
    recalled,
    messageOf(
      { type: 'revoke', recalled: recalled.msgid },
      { sent_at: NOON + 125_000, recalls_seq: recalled.seq },
    ),
    messageOf({ type: 'revoke', recalled: 'unknown' }, { sent_at: NOON + 126_000, sender: WANG }),
  ]);
  openConsole(`/conversations/${CONVERSATION.id}`);
  const messages = await log();
  const theirs = await messages.findByRole('article', { name: '王芳 的消息' });
  const ours = messages.getByRole('article', { name: '张伟 的消息' });
  expect([theirs.dataset.side, ours.dataset.side]).toEqual(['other', 'own']);
  expect(messages.getAllByText(/^\d{4}-\d\d-\d\d$/).map((day) => day.textContent)).toEqual([
    '2026-07-31',
    '2026-08-01',
  ]);
  expect(within(ours).getByText('忘了我说的保本')).toBeDefined();
  expect(within(ours).getByText(/已撤回 · 2 分 5 秒后/)).toBeDefined();
  const lines = messages.getAllByText(/撤回了一条消息/).map((line) => line.textContent);
  expect(lines[0]).toContain('张伟 撤回了一条消息查看原消息');
  expect(lines[1]).toContain('王芳 撤回了一条消息（原消息未存档）');
});

test('leads from a quote to the message that it quotes, and says where there is none', async () => {
  const said = text('请问保本吗？', { seq: 9001, sender: WANG });
  const quote = (author: string, words: string) => ({ author, text: words, reply: '不保本' });
  const quoting = (seq: number, words: string) =>
    messageOf({ type: 'text', text: words, quote: quote('王芳', words) }, { seq });
  const again = quoting(9002, '请问保本吗？');
  keep([said, again, quoting(9003, '请问保本吗？'), quoting(9004, '从未说过')]);
  const asked: string[] = [];
  server.use(
    on('post', '/conversations/{id}/hits', ({ body }) => {
      const { q } = body as { q: string };
      asked.push(q);
      return q === '从未说过' ? { total: 1, seqs: [9004] } : { total: 3, seqs: [9001, 9002, 9003] };
    }),
    on('get', '/messages/{seq}', ({ params }) => (params.seq === '9001' ? said : again)),
  );
  const user = openConsole(`/conversations/${CONVERSATION.id}`);
  const messages = await log();
  const ways = await messages.findAllByRole('button', { name: '查看原消息' });
  await user.click(ways[1] as HTMLElement);
  await waitFor(() => expect(window.location.search).toContain('at=9001'));
  await user.click(ways[2] as HTMLElement);
  expect(await messages.findByText('本会话的存档中没有被引用的消息。')).toBeDefined();
  expect(asked).toEqual(['请问保本吗？', '从未说过']);
});

test('shows hostile text as text, and marks what led here', async () => {
  const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script> 保本';
  keep([text(hostile, { seq: 9001 }), text('[constructor] [__proto__]')]);
  openConsole(`/conversations/${CONVERSATION.id}#q=%E4%BF%9D%E6%9C%AC`);
  const messages = await log();
  const marks = await messages.findAllByRole('mark');
  expect(marks.map((mark) => mark.textContent)).toEqual(['保本']);
  expect(marks[0]?.parentElement?.textContent).toBe(hostile);
  expect(messages.getByText('[constructor] [__proto__]')).toBeDefined();
  expect(document.querySelector('[role=log] :is(img, script)')).toBeNull();
});

test('says why a conversation does not open', async () => {
  server.use(
    on('get', '/conversations/{id}', () => {
      throw new Refusal(404, 'not_found', '没有找到', '它可能不存在，或不在您的数据范围内。');
    }),
  );
  openConsole(`/conversations/${CONVERSATION.id}`);
  const chat = within(await screen.findByRole('region', { name: '聊天记录' }));
  expect(await chat.findByRole('heading', { name: '没有找到' })).toBeDefined();
  expect(chat.getByText('它可能不存在，或不在您的数据范围内。')).toBeDefined();
});

test('finds the way from hit to hit, also from a message that is none', () => {
  expect(neighbours([1, 5, 9], 5)).toEqual({ at: 1, previous: 1, next: 9 });
  expect(neighbours([1, 5, 9], 1).previous).toBeUndefined();
  expect(neighbours([1, 5, 9], null)).toEqual({ at: -1, previous: 9, next: undefined });
  expect(neighbours([], null)).toEqual({ at: -1, previous: undefined, next: undefined });
});

test('names a sender as it was, where it is called otherwise now', async () => {
  keep([text('您好', { sender: WANG, sender_then: '王小姐' }), text('您好', { sender: ZHANG })]);
  openConsole(`/conversations/${CONVERSATION.id}`);
  const messages = await log();
  const theirs = await messages.findByRole('article', { name: '王芳 的消息' });
  expect(within(theirs).getByText('（当时名称：王小姐）')).toBeDefined();
  expect(messages.getAllByText(/当时名称/)).toHaveLength(1);
});

test('reads all conversations of a customer as one, and says where another one begins', async () => {
  const other = '018f0000-0000-7000-8000-0000000000c2';
  const items = [
    text('第一位员工说', { sender: ZHANG }),
    text('客户说', { sender: WANG }),
    text('第二位员工说', { sender: LI, conversation_id: other, seq: 9100 }),
  ];
  server.use(
    on('get', '/parties/{id}/messages', () => ({
      items,
      conversations: [
        { id: CONVERSATION.id, kind: 'direct' as const, title: '张伟 · 王芳' },
        { id: other, kind: 'direct' as const, title: '李娜 · 王芳' },
      ],
      before: null,
      after: null,
      focus: null,
    })),
  );
  openConsole(`/conversations?who=contacts&party=${WANG.id}&all=1`);
  const messages = await log();
  expect(await screen.findByRole('heading', { name: /的全部往来/ })).toBeDefined();
  const ways = await messages.findAllByRole('link', { name: /^单聊 · / });
  expect(ways.map((way) => way.textContent)).toEqual(['单聊 · 张伟 · 王芳', '单聊 · 李娜 · 王芳']);
  expect(ways[1]?.getAttribute('href')).toContain(`/conversations/${other}`);
  expect(ways[1]?.getAttribute('href')).toContain('at=9100');
});

test('pins a conversation, and notes what was read at its end', async () => {
  const noted: unknown[] = [];
  server.use(
    on('put', '/conversations/{id}/reading', ({ body }) => {
      noted.push(body);
      return undefined;
    }),
  );
  keep([text('最后一句', { seq: 9200 })]);
  openConsole(`/conversations/${CONVERSATION.id}`);
  await (await log()).findByText('最后一句');
  await waitFor(() => expect(noted).toEqual([{ read: 9200, pinned: null }]));
  const pin = screen.getByRole('button', { name: '置顶' });
  expect(pin.getAttribute('aria-pressed')).toBe('false');
  pin.click();
  expect(await screen.findByRole('button', { name: '取消置顶' })).toBeDefined();
  expect(noted.at(-1)).toEqual({ read: null, pinned: true });
});

test('lists the files of a conversation, each leading to its place', async () => {
  openConsole(`/conversations/${CONVERSATION.id}`);
  (await screen.findByRole('button', { name: '详情' })).click();
  const panel = within(await screen.findByRole('complementary', { name: '会话详情' }));
  const asked: (string | null)[] = [];
  server.use(
    on('get', '/conversations/{id}/messages', ({ url }) => {
      asked.push(url.searchParams.get('kinds'));
      const link = {
        type: 'link',
        title: '产品说明',
        description: '',
        url: 'https://example.com',
        image_url: '',
      } satisfies Content;
      return { items: [messageOf(link)], conversations: [], before: null, after: null, focus: null };
    }),
  );
  panel.getByText('链接').click();
  expect(await panel.findByRole('button', { name: /产品说明/ })).toBeDefined();
  expect(asked[0]).toContain('link');
});

test('takes chosen messages away', async () => {
  keep([text('第一句', { seq: 9301, sender: WANG }), text('第二句', { seq: 9302 })]);
  openConsole(`/conversations/${CONVERSATION.id}`);
  const messages = await log();
  await messages.findByText('第二句');
  screen.getByRole('button', { name: '选择消息' }).click();
  (await messages.findByRole('checkbox', { name: '选择 王芳 的这条消息' })).click();
  const bar = within(await screen.findByRole('region', { name: '已选消息' }));
  expect(await bar.findByText('已选 1 条消息')).toBeDefined();
  bar.getByRole('button', { name: /导\s*出/ }).click();
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('逐条选定')).toBeDefined();
});

import { on, Refusal } from '@mocks/answers';
import { CONVERSATION, messageOf, NOON, text, WANG, ZHANG } from '@mocks/archive';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { MessageView } from '@/api/types';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { neighbours } from './HitBar';

const DAY = 86_400_000;

function keep(items: MessageView[]) {
  server.use(
    on('get', '/conversations/{id}/messages', () => ({ items, before: null, after: null, focus: null })),
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

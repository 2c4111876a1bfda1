import { on, Refusal } from '@mocks/answers';
import { NOON } from '@mocks/archive';
import { noticeOf, QUESTION, SHA, TEXT } from '@mocks/notices';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { idsIn } from './ids';
import { readNoticeParams } from './params';

const ID = noticeOf().summary.id;

test('a text is saved, read and published as it was read', async () => {
  let notice = noticeOf({ version: null, published_at: null, figures: null });
  notice.versions = [];
  const asked: unknown[] = [];
  server.use(
    on('get', '/notices', () => ({ items: [notice.summary] })),
    on('get', '/notices/{id}', () => notice),
    on('put', '/notices/{id}/draft', ({ body }) => {
      asked.push(body);
      const draft = { ...noticeOf().versions[0], text: TEXT, published_at: null, published_by: null };
      notice = { ...notice, versions: [draft as (typeof notice.versions)[number]] };
      return notice;
    }),
    on('post', '/notices/{id}/publish', ({ body }) => {
      asked.push(body);
      notice = noticeOf();
      return notice;
    }),
  );
  const user = openConsole(`/admin/notices?notice=${ID}`);
  await user.type(await screen.findByLabelText('中文标题（36 字以内）'), TEXT.title_zh);
  await user.type(screen.getByLabelText('中文正文'), TEXT.body_zh);
  const publish = screen.getByRole('button', { name: /^发\s?布$/ });
  expect(publish.hasAttribute('disabled')).toBe(true);
  await user.click(screen.getByRole('button', { name: '保存草稿' }));
  await user.click(await screen.findByRole('button', { name: /^发\s?布$/ }));
  const sure = await screen.findByText('发布版本 V1？');
  const box = sure.closest('.ant-popover') as HTMLElement;
  await user.click(within(box).getByRole('button', { name: /发\s?布/ }));
  expect(await screen.findByTestId('version')).toBeDefined();
  expect(asked).toEqual([
    { title_zh: TEXT.title_zh, body_zh: TEXT.body_zh, title_en: '', body_en: '' },
    { sha256: SHA },
  ]);
});

test('a delivery names whom it did not reach, and goes on where it stopped', async () => {
  const notice = noticeOf();
  const resumed: unknown[] = [];
  notice.deliveries = [
    {
      id: '018f0000-0000-7000-8000-0000000000e1',
      version: 1,
      channel: 'buttons',
      reminder: false,
      reminders: null,
      state: 'failed',
      waiting: 20,
      sent: 98,
      refused: 1,
      refused_members: [
        { member: { id: 'lisi', kind: 'member', name: '李四', left: false }, problem: 'invalid' },
      ],
      problem: 'app_wrong',
      created_at: NOON,
      finished_at: NOON,
      operator: null,
    },
  ];
  server.use(
    on('get', '/notices/{id}', () => notice),
    on('post', '/notice-deliveries/{id}/resume', ({ params }) => {
      resumed.push(params.id);
      return notice;
    }),
  );
  const user = openConsole(`/admin/notices?notice=${ID}`);
  await user.click(await screen.findByRole('tab', { name: '投递' }));
  const row = within(await screen.findByTestId('delivery'));
  expect(row.getByText('李四（账号无效或不在应用可见范围）')).toBeDefined();
  expect(row.getByText(/app_wrong/)).toBeDefined();
  await user.click(row.getByRole('button', { name: '继续投递' }));
  expect(resumed).toEqual(['018f0000-0000-7000-8000-0000000000e1']);
});

test('what a delivery is refused with is told with what to do', async () => {
  server.use(
    on('post', '/notices/{id}/deliveries', () => {
      throw new Refusal(409, 'app_not_connected', '尚未连接自建应用，无法发送', '请填写 agent_id。');
    }),
  );
  const user = openConsole(`/admin/notices?notice=${ID}`);
  await user.click(await screen.findByRole('tab', { name: '投递' }));
  await user.click(await screen.findByRole('button', { name: '投递 V1' }));
  expect(await screen.findByText('尚未连接自建应用，无法发送')).toBeDefined();
});

test('those without a receipt are listed with their figure', async () => {
  const user = openConsole(`/admin/notices?notice=${ID}`);
  await user.click(await screen.findByRole('tab', { name: '回执' }));
  expect(await screen.findByText('无回执 27')).toBeDefined();
  expect(screen.getByText('未表态')).toBeDefined();
});

test('a customer’s consent opens its history', async () => {
  const user = openConsole('/admin/notices?tab=customers');
  const row = await screen.findByTestId('consent');
  expect(within(row).getByText('不同意')).toBeDefined();
  await user.click(within(row).getByRole('button'));
  expect(await screen.findByText('同意', { selector: 'li > span' })).toBeDefined();
});

test('a question is answered once', async () => {
  server.use(
    on('post', '/member-questions/{id}/answer', ({ body }) => ({
      items: [{ ...QUESTION, answer: (body as { text: string }).text, answered_at: NOON }],
    })),
  );
  const user = openConsole('/admin/notices?tab=questions');
  const card = within(await screen.findByTestId('question'));
  await user.type(card.getByRole('textbox', { name: '答复' }), '不会');
  await user.click(card.getByRole('button', { name: /答\s?复/ }));
  expect(await card.findByText('不会')).toBeDefined();
  expect(card.queryByRole('textbox')).toBeNull();
});

test('says that there are none, and how to begin', async () => {
  server.use(on('get', '/notices', () => ({ items: [] })));
  openConsole('/admin/notices');
  expect(await screen.findByRole('heading', { name: '还没有告知' })).toBeDefined();
});

test('reads ids as people paste them, and addresses as they are', () => {
  expect(idsIn(' zhangwei,lina\nzhangwei；王五 | x')).toEqual(['zhangwei', 'lina', '王五', 'x']);
  expect(idsIn(' ')).toEqual([]);
  expect(readNoticeParams({ tab: 'poem', notice: 'a' })).toMatchObject({ tab: undefined, notice: 'a' });
  expect(readNoticeParams({ tab: 'rule', state: 'agree', side: 'x' })).toMatchObject({
    tab: 'rule',
    state: 'agree',
    side: undefined,
  });
});

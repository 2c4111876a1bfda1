import { on, Refusal } from '@mocks/answers';
import { NOON } from '@mocks/archive';
import { meOf, QUESTION } from '@mocks/notices';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';

test('a personal link is taken out of the address and opened once', async () => {
  const tokens: unknown[] = [];
  server.use(
    on('post', '/me/session', ({ body }) => {
      tokens.push(body);
      return undefined;
    }),
  );
  openConsole('/me#s3cret');
  expect(await screen.findByRole('heading', { name: '您好，张伟' })).toBeDefined();
  expect(tokens).toEqual([{ token: 's3cret' }]);
  expect(window.location.href).not.toContain('s3cret');
});

test('a link that does not open says how to come in', async () => {
  server.use(
    on('post', '/me/session', () => {
      throw new Refusal(403, 'personal_link_invalid', '链接无效');
    }),
    on('get', '/me', () => {
      throw new Refusal(401, 'signed_out', '您尚未登录');
    }),
  );
  openConsole('/me#used');
  expect(await screen.findByRole('heading', { name: '链接无效' })).toBeDefined();
  expect(screen.getByRole('link', { name: '用企业微信登录' }).getAttribute('href')).toBe('/me/oauth');
});

test('a member agrees, and may take it back', async () => {
  const wishes: unknown[] = [];
  server.use(
    on('post', '/me/answers', ({ body }) => {
      wishes.push((body as { wish: string }).wish);
      const [notice] = meOf().notices;
      const agreed = { ...notice, answer: 'confirmed', answered_at: NOON } as typeof notice;
      return meOf({ consent: 'agreed', notices: agreed ? [agreed] : [] });
    }),
  );
  const user = openConsole('/me');
  const card = within(await screen.findByTestId('me-notice'));
  expect(card.getByText('公司将依法存档您在企业微信中的工作会话。')).toBeDefined();
  await user.click(card.getByRole('button', { name: /^同\s?意$/ }));
  expect(await card.findByText(/^同意 ·/)).toBeDefined();
  expect(card.queryByRole('button', { name: '不同意' })).toBeNull();
  await user.click(card.getByRole('button', { name: '撤回同意' }));
  const sure = await screen.findByText(/撤回从现在起生效/);
  await user.click(
    within(sure.closest('.ant-popover') as HTMLElement).getByRole('button', { name: '撤回同意' }),
  );
  await expect.poll(() => wishes).toEqual(['confirm', 'withdraw']);
});

test('a member asks, and reads what was answered before', async () => {
  const answered = { ...QUESTION, answer: '不会。', answered_at: NOON };
  server.use(
    on('get', '/me', () => meOf({ questions: [answered] })),
    on('post', '/me/questions', ({ body }) =>
      meOf({ questions: [{ ...QUESTION, id: 'q2', question: (body as { text: string }).text }, answered] }),
    ),
  );
  const user = openConsole('/me');
  expect(await screen.findByText('不会。')).toBeDefined();
  await user.type(screen.getByRole('textbox', { name: '我的问题' }), '保存多久？');
  await user.click(screen.getByRole('button', { name: /提\s?交/ }));
  expect(await screen.findByText('保存多久？')).toBeDefined();
  expect(screen.getByText('尚未答复')).toBeDefined();
});

test('says by which rule the member is archived, and that it waits for the consent', async () => {
  const standing = {
    archived: false,
    since: NOON,
    internal: 'consent' as const,
    external: null,
    rules: [{ by: 'department' as const, name: '销售部', mode: 'consent' as const, from: NOON, until: null }],
  };
  const archived = { ...meOf().archived, standing };
  server.use(on('get', '/me', () => meOf({ archived })));
  openConsole('/me');
  expect((await screen.findByTestId('standing')).textContent).toBe('等待您的同意');
  expect(screen.getByText(/部门“销售部”的规则/)).toBeDefined();
  expect(screen.getByText('经您同意后存档')).toBeDefined();
  expect(screen.getByText('不存档')).toBeDefined();
});

test('says honestly that nothing is known', async () => {
  const archived = { standing: null, seen: false, since: null, until: null, messages: 0, conversations: 0 };
  server.use(on('get', '/me', () => meOf({ archived, notices: [] })));
  openConsole('/me');
  expect(await screen.findByRole('heading', { name: '存档中没有您的会话' })).toBeDefined();
  expect(screen.getByText('目前没有已发布的告知。')).toBeDefined();
});

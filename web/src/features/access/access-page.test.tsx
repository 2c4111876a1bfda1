import { ANSWER, OF_SALES, operatorsOf, rightOf } from '@mocks/access';
import { on } from '@mocks/answers';
import { CHOICES, ZHANG } from '@mocks/scope';
import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';

beforeEach(() => {
  server.use(
    on('get', '/operators', () => operatorsOf()),
    on('get', '/access/choices', () => CHOICES),
    on('get', '/access/choices/parties', () => ({ items: [ZHANG], total: 1 })),
    on('get', '/conversations/{id}/access', () => ANSWER),
  );
});

test('operators are listed with the rights that count, and what a small team merges', async () => {
  openConsole('/admin/access');
  const rows = await screen.findAllByTestId('operator');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringContaining('全部归档'),
    expect.stringContaining('部门“销售部”及其下级 · 仅外部'),
  ]);
  const separation = within(screen.getByRole('region', { name: '职责分立' }));
  expect(separation.getByText('何观 兼任 负责人')).toBeDefined();
  expect(separation.getByRole('button', { name: '改为严格分立' }).hasAttribute('disabled')).toBe(true);
});

test('a right is ended with a reason, after it is told what that changes', async () => {
  const sent: unknown[] = [];
  server.use(
    on('post', '/operators/{id}/preview', () => ({
      before: { conversations: 12, messages: 340 },
      after: { conversations: 0, messages: 0 },
    })),
    on('post', '/assignments/{id}/end', ({ params, body }) => {
      sent.push([params.id, body]);
      return undefined;
    }),
  );
  const user = openConsole('/admin/access');
  await user.click((await screen.findAllByTestId('operator'))[1] ?? document.body);
  const drawer = within(await screen.findByRole('dialog', { name: '赵磊' }));
  expect(drawer.getByText('季度复核')).toBeDefined();
  await user.click(drawer.getByRole('button', { name: '结束' }));
  // Both dialogs have one id here, by which the later would go by the name of the first.
  const title = await screen.findByText('结束授权：复核员');
  const dialog = within(title.closest<HTMLElement>('[role="dialog"]') ?? document.body);
  expect((await dialog.findByText(/可见会话 12 → 0/)).textContent).toContain('340 → 0');
  const action = dialog.getByRole('button', { name: '结束授权' });
  expect(action.hasAttribute('disabled')).toBe(true);
  await user.type(dialog.getByLabelText('事由'), '换岗');
  await user.click(action);
  expect(sent).toEqual([[OF_SALES.id, { reason: '换岗' }]]);
});

test('nobody changes their own rights', async () => {
  const user = openConsole('/admin/access');
  await user.click((await screen.findAllByTestId('operator'))[0] ?? document.body);
  const drawer = within(await screen.findByRole('dialog', { name: '何观' }));
  expect(drawer.getByText('不能给自己授权，也不能结束自己的授权。')).toBeDefined();
  expect(drawer.queryByRole('button', { name: '授予权限' })).toBeNull();
});

test('it is told who sees a conversation, and what is in the way of others', async () => {
  openConsole(`/admin/access?tab=explain&conversation=${ANSWER.conversation}`);
  const rows = await screen.findAllByTestId('standing');
  expect(rows[0]?.textContent).toContain('能看到');
  expect(rows[1]?.textContent).toContain('不在数据范围内');
  expect(rows[1]?.textContent).toContain('范围不含此会话');
  expect(screen.getByText('张伟 · 王芳')).toBeDefined();
  expect(screen.getByText('1 位操作员能看到，共 4 条消息')).toBeDefined();
});

test('a right that ended stays with its reason', async () => {
  const ending = { at: rightOf().from, by: null, reason: '换岗' };
  const past = { ...OF_SALES, live: false, ahead: false, ending };
  const view = operatorsOf();
  const operators = view.operators.map((row, at) => (at === 1 ? { ...row, assignments: [past] } : row));
  server.use(on('get', '/operators', () => ({ ...view, operators })));
  const user = openConsole('/admin/access');
  await user.click((await screen.findAllByTestId('operator'))[1] ?? document.body);
  const drawer = within(await screen.findByRole('dialog', { name: '赵磊' }));
  expect(drawer.getByText('已结束的授权')).toBeDefined();
  expect(drawer.getByText('换岗')).toBeDefined();
});

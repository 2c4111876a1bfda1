import { on, Refusal } from '@mocks/answers';
import { memberOf } from '@mocks/directory';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { readDirectoryParams } from './params';

test('a department is chosen in the tree, the address keeps it, and its members are asked for', async () => {
  const asked: string[] = [];
  server.use(
    on('get', '/directory/members', ({ url }) => {
      asked.push(url.search);
      return { ruled: true, items: [memberOf()], next: null, total: 1 };
    }),
  );
  const user = openConsole('/directory');
  const tree = within(await screen.findByRole('navigation', { name: '部门' }));
  const root = await tree.findByRole('button', { name: /^云图示例集团/ });
  expect(root.textContent).toContain('2 / 3');
  await user.click(tree.getByRole('button', { name: /^销售部/ }));
  expect(window.location.search).toBe('?department=2');
  await user.click(tree.getByRole('button', { name: '展开 销售部' }));
  expect(tree.getByRole('button', { name: /华南组/ }).textContent).toContain('已删除');
  expect(asked).toEqual(['', '?department=2&children=true']);
  await user.click(screen.getByRole('button', { name: '清除筛选' }));
  expect(window.location.search).toBe('');
});

test('a member says how it is archived, by which rules, and where it belonged', async () => {
  const user = openConsole('/directory');
  const row = within(await screen.findByTestId('member'));
  expect(row.getByText('已存档')).toBeDefined();
  expect(row.getByText('内部 强制 · 外部 需同意 · 已同意')).toBeDefined();
  await user.click(row.getByRole('button', { name: /张伟/ }));
  const drawer = within(await screen.findByRole('dialog'));
  expect(await drawer.findByText('云图示例集团 / 销售部')).toBeDefined();
  for (const words of ['张小伟', 'zhangwei2019', '018f0000-0000-7000-8000-0000000000f1', '由部门带来']) {
    expect(drawer.getByText(words)).toBeDefined();
  }
  expect(drawer.getByRole('alert').textContent).toContain('同时覆盖此成员');
  await user.click(drawer.getByRole('link', { name: /跟进的客户/ }));
  expect(window.location.search).toBe('?part=contacts&of=zhangwei');
  expect(await screen.findByText('张伟 跟进的客户')).toBeDefined();
});

test('a contact says who serves it and what it said; a room who sat in it', async () => {
  const user = openConsole('/directory?part=contacts');
  const contact = within(await screen.findByTestId('contact'));
  expect(contact.getByText(/不同意/).textContent).toContain('2');
  await user.click(contact.getByRole('button'));
  expect(await within(await screen.findByRole('dialog')).findByText(/理财交流群/)).toBeDefined();

  await user.click(screen.getByRole('button', { name: /close|关闭/i }));
  await user.click(screen.getByRole('tab', { name: '群聊' }));
  const room = within(await screen.findByTestId('room'));
  expect(room.getByText('外部群')).toBeDefined();
  await user.click(room.getByRole('button'));
  const seats = within(await screen.findByRole('dialog'));
  expect(await seats.findByText(/^更早 – |^2026-.* – 2026-/)).toBeDefined();
});

test('what has no rule, fits nothing, or may not be seen is said plainly', async () => {
  let total = 0;
  server.use(
    on('get', '/directory/members', () => ({ ruled: false, items: [], next: null, total })),
    on('get', '/directory/rooms', () => {
      throw new Refusal(403, 'forbidden', '您没有权限');
    }),
  );
  const user = openConsole('/directory?standing=left');
  expect(await screen.findByText('还没有保存过存档范围')).toBeDefined();
  expect(await screen.findByText('没有符合条件的结果')).toBeDefined();
  await user.click(screen.getAllByRole('button', { name: '清除筛选' })[0] as HTMLElement);
  expect(await screen.findByText('通讯录是空的')).toBeDefined();
  total = 1;
  await user.click(screen.getByRole('tab', { name: '群聊' }));
  expect((await screen.findByRole('alert')).textContent).toContain('您没有权限');
});

test('an address names only what there is', () => {
  expect(readDirectoryParams({ part: 'kings', department: '2x', standing: 'left', q: '' })).toMatchObject({
    part: undefined,
    department: 2,
    standing: 'left',
    q: undefined,
  });
});

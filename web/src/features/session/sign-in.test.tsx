import { on, Refusal } from '@mocks/answers';
import { SESSION } from '@mocks/archive';
import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { safePath } from './SignInPage';

const PASSWORD = 'correct horse battery';

/** Nobody is signed in, until the right password came. */
beforeEach(() => {
  let isIn = false;
  server.use(
    on('get', '/session', () => {
      if (!isIn) throw new Refusal(401, 'signed_out', '您尚未登录');
      return SESSION;
    }),
    on('post', '/session', ({ body }) => {
      if ((body as { password: string }).password !== PASSWORD) {
        throw new Refusal(401, 'sign_in_failed', '名称或密码不正确', '请核对后重试。');
      }
      isIn = true;
      return SESSION;
    }),
  );
});

async function fill(user: ReturnType<typeof openConsole>, password: string) {
  const field = await screen.findByLabelText('密码');
  await user.clear(field);
  if (password) await user.type(field, password);
  await user.click(screen.getByRole('button', { name: '登录' }));
}

test('says at each field what is missing, and asks the server nothing', async () => {
  const user = openConsole('/sign-in');
  await fill(user, '');
  expect(await screen.findByText('请输入名称')).toBeDefined();
  expect(screen.getByText('请输入密码')).toBeDefined();
  expect(screen.getByLabelText('名称').getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByRole('alert', { name: /不正确/ })).toBeNull();
});

test('says in the form why it was refused, then leads to where one wanted to go', async () => {
  const user = openConsole('/search?side=external#q=%E4%BF%9D%E6%9C%AC');
  await user.type(await screen.findByLabelText('名称'), 'heguan');
  await fill(user, 'wrong');
  expect(await screen.findByText('名称或密码不正确')).toBeDefined();
  expect(screen.getByText(/请核对后重试/)).toBeDefined();
  expect(screen.getByText(/sign_in_failed · req-7f3a/)).toBeDefined();
  expect(window.location.pathname).toBe('/sign-in');
  expect(window.location.search).not.toContain('保本');

  await fill(user, PASSWORD);
  expect(await screen.findByRole('heading', { name: '搜索', level: 1 })).toBeDefined();
  expect(window.location.pathname + window.location.search).toBe('/search?side=external');
  const box = screen.getByRole<HTMLInputElement>('textbox', { name: /输入任意文字/ });
  await waitFor(() => expect(box.value).toBe('保本'));
});

test('leads to pages of this site only', () => {
  expect(safePath('/exports?job=1')).toBe('/exports?job=1');
  for (const next of ['//example.com', '/\\example.com', 'https://example.com', 'javascript:alert(1)', '']) {
    expect(safePath(next)).toBe('/');
  }
});

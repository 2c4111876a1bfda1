import { on } from '@mocks/answers';
import { exportOf } from '@mocks/archive';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';

async function openDialog() {
  const user = openConsole('/search#q=%E4%BF%9D%E6%9C%AC');
  const button = await screen.findByRole<HTMLButtonElement>('button', { name: '导出结果' });
  await waitFor(() => expect(button.disabled).toBe(false));
  await user.click(button);
  // Every id is the same here, so that a dialog is not told by its title.
  return { user, dialog: within(await screen.findByRole('dialog', {}, { timeout: 8_000 })) };
}

test('an archive says how many files it will hold, and is asked for with its table', async () => {
  const asked: unknown[] = [];
  server.use(
    on('post', '/exports/estimate', () => ({
      messages: 30_000,
      looked_at: 20_000,
      files: { kept: 1_234, missing: 5, bytes: 3_145_728 },
      complete: false,
    })),
    on('post', '/exports', ({ body }) => {
      asked.push(body);
      return exportOf({ format: 'zip' });
    }),
  );
  const { user, dialog } = await openDialog();
  expect(dialog.queryByRole('status')).toBeNull();
  await user.click(dialog.getByRole('radio', { name: /^ZIP/ }));
  const hint = await dialog.findByText(/至少含 1,234 个文件，共 3.0 MB。/);
  expect(hint.textContent).toContain('另有 5 个文件未保存');
  await user.click(dialog.getByRole('radio', { name: '表格为 CSV' }));
  await user.click(dialog.getByRole('button', { name: '开始导出' }));
  await waitFor(() => expect(asked).toMatchObject([{ format: 'zip', table: 'csv', search: { q: '保本' } }]));
});

test('a finished archive says what is in it and what is not', async () => {
  const job = exportOf({ format: 'zip', files: { kept: 40, missing: 2, bytes: 1_048_576 } });
  server.use(on('get', '/exports', () => ({ items: [job] })));
  openConsole(`/exports?job=${job.id}`);
  const facts = within(await screen.findByRole('dialog'));
  expect(await facts.findByText('40 个，共 1.0 MB；另有 2 个未能导出')).toBeDefined();
});

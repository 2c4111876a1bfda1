import { on } from '@mocks/answers';
import { exportOf } from '@mocks/archive';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ExportJob } from '@/api/types';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { filterCount, percentOf } from './export-words';

/** The row of an export, by what it searched for. */
async function row(q: string) {
  const name = await screen.findByRole('button', { name: new RegExp(q) });
  return within(name.closest('tr') as HTMLElement);
}

const RUNNING: Partial<ExportJob> = {
  state: 'running',
  rows_done: 321,
  finished_at: null,
  bytes: null,
  sha256: null,
};

test('follows an export until it is done, then offers the file', async () => {
  let job = exportOf(RUNNING);
  server.use(on('get', '/exports', () => ({ items: [job] })));
  openConsole('/exports');
  const line = await row('保本');
  expect(line.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  expect(line.getByText(/321 \/ 1,284/)).toBeDefined();
  expect(line.queryByRole('link')).toBeNull();
  job = exportOf();
  const link = await line.findByRole<HTMLAnchorElement>('link', { name: '下载' });
  expect(new URL(link.href).pathname).toBe(`/api/v1/exports/${job.id}/file`);
  expect(link.download).toBe(job.file_name);
  expect(line.queryByRole('progressbar')).toBeNull();
  expect(line.getByText('1.4 MB')).toBeDefined();
});

test('what failed can be resumed and says why; what runs can be cancelled', async () => {
  const failed = exportOf({
    ...RUNNING,
    id: 'e2',
    state: 'failed',
    search: { q: '返佣' },
    problem: '磁盘已满',
  });
  let jobs = [exportOf({ ...RUNNING, id: 'e1' }), failed];
  server.use(
    on('get', '/exports', () => ({ items: jobs })),
    on('post', '/exports/{id}/cancel', ({ params }) => {
      jobs = jobs.map((job) => (job.id === params.id ? { ...job, state: 'cancelled' } : job));
      return exportOf();
    }),
  );
  const user = openConsole('/exports');
  const broken = await row('返佣');
  expect(broken.getByText('失败')).toBeDefined();
  expect(broken.getByRole('button', { name: '继续' })).toBeDefined();
  await user.click(broken.getByRole('button', { name: /返佣/ }));
  expect(await screen.findByText('磁盘已满')).toBeDefined();

  const running = await row('保本');
  await user.click(running.getByRole('button', { name: '取消' }));
  expect(await running.findByText('已取消')).toBeDefined();
});

test('says that there are none, and where they come from', async () => {
  server.use(on('get', '/exports', () => ({ items: [] })));
  openConsole('/exports');
  const none = await screen.findByRole('heading', { name: '还没有导出' });
  const link = within(none.parentElement as HTMLElement).getByRole('link');
  expect(link.getAttribute('href')).toBe('/search');
});

test('counts filters and rows as people do', () => {
  expect(filterCount({ search: { q: '保本', from: 1, to: 2, kinds: [] } })).toBe(1);
  expect(filterCount({ search: { to: 2, member: 'a', kinds: ['text'], side: 'internal' } })).toBe(4);
  expect(percentOf({ rows_done: 0, rows_total: null })).toBeNull();
  expect(percentOf({ rows_done: 0, rows_total: 0 })).toBe(100);
  // Only what is done is a hundred.
  expect(percentOf({ rows_done: 9_999, rows_total: 10_000 })).toBe(99);
});

import { on } from '@mocks/answers';
import { NOON, OVERVIEW, SESSION } from '@mocks/archive';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { horizonTone } from './LossHorizonCard';
import { roundMaximum, trendCsv } from './trend-csv';

/** A card by its heading. */
async function card(name: string) {
  const heading = await screen.findByRole('heading', { name, level: 2 });
  return within(heading.parentElement as HTMLElement);
}

test('shows how much there is; each number leads to what it counts', async () => {
  openConsole('/');
  const figures = within(await screen.findByRole('region', { name: '数量' }));
  const today = figures.getByRole('link', { name: '今日消息 1284' });
  expect(today.textContent).toBe('1,284');
  expect(today.getAttribute('href')).toBe('/search?from=2026-08-01&to=2026-08-01');
  expect(figures.getByRole('link', { name: '2,345' }).getAttribute('href')).toBe(
    '/search?from=2026-07-31&to=2026-07-31',
  );
  expect((await card('文本丢失时限')).getByText('4 天 23 小时').dataset.tone).toBe('good');
  expect((await card('等待与异常')).getByText('收到的消息全部可读。')).toBeDefined();
  expect((await card('搜索索引')).getByText('已是最新').dataset.tone).toBe('good');
});

test('says what needs attention: what failed, what waits, what is about to be lost', async () => {
  const problem = {
    code: 'key_missing',
    title: '缺少私钥',
    detail: 'v3',
    fix: '请添加私钥。',
    since: NOON - 3_600_000,
  };
  server.use(
    on('get', '/overview', () => ({
      ...OVERVIEW,
      ingest: { ...OVERVIEW.ingest, state: 'failing' as const, problem },
      index: { indexed: 97_000, lag_messages: 1_000, lag_ms: 90_000 },
      loss_horizon: {
        text_seconds: 7_200,
        media_seconds: 36_000,
        text_alarm_hours: 12,
        media_alarm_hours: 12,
        window_seconds: 432_000,
      },
      disk: { size: 100 * 2 ** 30, free: 3 * 2 ** 30, room: 'no_files' as const },
      media: {
        waiting: 7,
        saved: 5,
        disputed: 1,
        expired: 2,
        refused: 1,
        unmade: 3,
        speech: { waiting: 2, problem: 'speech_away' },
        first_deadline: OVERVIEW.as_of + 86_400_000,
        problem: null,
      },
      waiting: {
        unsealing: 1,
        parked: [{ key_version: 3, count: 12 }],
        poison: 2,
        quarantined: 0,
        gaps_open: 4,
      },
    })),
  );
  openConsole('/');
  const banner = within(await screen.findByRole('alert'));
  expect(banner.getByText('缺少私钥')).toBeDefined();
  expect(banner.getByText('请添加私钥。')).toBeDefined();
  expect(banner.getByText(/1小时前/)).toBeDefined();
  expect((await card('最近拉取')).getByText('拉取失败').dataset.tone).toBe('danger');
  expect((await card('文本丢失时限')).getByText('2 小时').dataset.tone).toBe('danger');
  const waiting = await card('等待与异常');
  expect(waiting.getByText('15 条').dataset.tone).toBe('warning');
  expect(waiting.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    '1 条等待解封',
    '12 条等待密钥 v3',
    '2 条无法解析，原样保留',
    '4 处序号缺口待补',
  ]);
  const files = await card('文件');
  expect(files.getByText('6 个已保存').dataset.tone).toBe('danger');
  expect(files.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
    '7 个等待获取',
    expect.stringMatching(/^最早期限 .+ · (明天|24小时后)$/),
    '距第一个等待文件被清除还有 10 小时 已不足 12 小时',
    '3 个待生成预览与文件文字',
    '2 条语音待转文字',
    '语音转文字服务暂不可用，恢复后自动补转',
    '1 个与企业微信给出的校验不符，已保留',
    '2 个已被企业微信清除',
    '1 个被企业微信拒绝',
  ]);
  expect((await card('磁盘')).getByText('剩余 3.0 GB').dataset.tone).toBe('danger');
  expect((await card('搜索索引')).getByText('延迟 1 分 30 秒').dataset.tone).toBe('warning');
});

test('shows the trend in numbers too', async () => {
  const user = openConsole('/');
  const trend = within(await screen.findByRole('region', { name: '近 30 天消息' }));
  await user.click(trend.getByText('表'));
  const rows = trend.getAllByRole('row').map((row) => row.textContent);
  expect(rows).toEqual(['日期外部内部', '2026-08-01484800', '2026-07-311,3451,000']);
});

test('leads nowhere that the operator may not go', async () => {
  const operator = { ...SESSION.operator, permissions: ['view_overview' as const] };
  server.use(on('get', '/session', () => ({ ...SESSION, operator })));
  openConsole('/');
  const figures = within(await screen.findByRole('region', { name: '数量' }));
  expect(figures.queryByRole('link')).toBeNull();
  const pages = within(screen.getByRole('navigation', { name: '页面' }));
  expect(pages.getAllByRole('link').map((link) => link.title)).toEqual(['概览']);
});

test('knows what is urgent, and how a chart is scaled', () => {
  expect([100, 59, 24].map((seconds) => horizonTone(seconds, 100))).toEqual(['good', 'warning', 'danger']);
  expect([[], [3], [11], [2_000], [2_001]].map(roundMaximum)).toEqual([4, 5, 20, 2_000, 5_000]);
  expect(trendCsv(['日期', '内部', '外部'], OVERVIEW.trend.slice(0, 1))).toBe(
    '日期,内部,外部\r\n2026-07-31,1000,1345\r\n',
  );
});

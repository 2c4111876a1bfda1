import i18next from 'i18next';
import { expect, test } from 'vitest';
import { changeLocale } from '@/i18n';
import { formatBytes, formatCount, formatMoney, formatPlaying, formatSpan } from './numbers';

test('shows counts, sizes, playing times and sums', () => {
  expect([formatCount(1_284_000, 'zh-CN'), formatCount(1_284_000, 'en')]).toEqual(['1,284,000', '1,284,000']);
  expect([0, 1023, 1024, 1_468_006, 12 * 1024 ** 2, 3 * 1024 ** 5].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 kB',
    '1.4 MB',
    '12 MB',
    '3072 TB',
  ]);
  expect([0, 65, 3_600, 36_061].map(formatPlaying)).toEqual(['0:00', '1:05', '1:00:00', '10:01:01']);
  expect([formatMoney(1), formatMoney(123_456)]).toEqual(['¥0.01', '¥1234.56']);
});

test('shows lengths of time in their two largest units, in either language', async () => {
  const spans = () => [0, 43_000, 86_400_000, 428_400_000, 90_061_000].map((ms) => formatSpan(ms, i18next.t));
  expect(spans()).toEqual(['0 秒', '43 秒', '1 天', '4 天 23 小时', '1 天 1 小时']);
  await changeLocale('en');
  expect(spans()).toEqual(['0 s', '43 s', '1 day', '4 days 23 h', '1 day 1 h']);
  await changeLocale('zh-CN');
});

import { expect, test } from 'vitest';
import { fenOf, money } from './money';

test('writes money as people do', () => {
  expect([0, 5, 123_450, -1, 100_000_000].map(money)).toEqual([
    '¥0.00',
    '¥0.05',
    '¥1,234.50',
    '-¥0.01',
    '¥1,000,000.00',
  ]);
});

test('reads yuan to the fen, and nothing that is none', () => {
  expect([73, '0.29', 8.2, '', null, 'x', -1].map(fenOf)).toEqual([7_300, 29, 820, null, null, null, null]);
});

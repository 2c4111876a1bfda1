import { text } from '@mocks/archive';
import { expect, test } from 'vitest';
import type { MessagePage } from '@/api/types';
import { flatten, renumber, withNewest } from './paging';

const page = (from: number, to: number, more: Partial<MessagePage> = {}): MessagePage => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => text('好', { seq: from + index })),
  conversations: [],
  before: null,
  after: null,
  focus: null,
  ...more,
});
const seqs = (pages: MessagePage[]) => flatten(pages).map((message) => message.seq);

test('takes each message once, though pages overlap', () => {
  expect(seqs([page(1, 3), page(3, 5)])).toEqual([1, 2, 3, 4, 5]);
});

test('keeps the number of a row, whatever is added or dropped around it', () => {
  const begin = renumber(null, [50, 51, 52]);
  const numberOf = (keys: number[], key: number) => renumber(begin, keys).first + keys.indexOf(key);
  const before = begin.first + 1;
  expect(numberOf([48, 49, 50, 51, 52], 51)).toBe(before);
  expect(numberOf([51, 52, 53, 54], 51)).toBe(before);
  expect(numberOf([49, 51], 51)).toBe(before);
});

test('joins what came since to the end, and tells where something would be missing', () => {
  const known = [page(1, 3), page(4, 6)];
  expect(seqs(withNewest(known, page(5, 8)) ?? [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seqs(withNewest(known, page(5, 6)) ?? [])).toEqual([1, 2, 3, 4, 5, 6]);
  expect(withNewest(known, page(8, 9))).toBeNull();
  expect(seqs(withNewest([], page(1, 2)) ?? [])).toEqual([1, 2]);
});

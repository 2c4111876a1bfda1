import { text } from '@mocks/archive';
import { expect, test } from 'vitest';
import type { MessagePage } from '@/api/types';
import { flatten, type Page, withNewest } from './paging';

const page = (from: number, to: number, more: Partial<MessagePage> = {}): MessagePage => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => text('好', { seq: from + index })),
  conversations: [],
  before: null,
  after: null,
  focus: null,
  ...more,
});
const isFull = (one: Page): one is MessagePage => one.items !== null;
const seqs = (pages: Page[]) => flatten(pages.filter(isFull)).map((message) => message.seq);

test('takes each message once, though pages overlap', () => {
  expect(seqs([page(1, 3), page(3, 5)])).toEqual([1, 2, 3, 4, 5]);
});

test('joins what came since to the end, and tells where something would be missing', () => {
  const known = [page(1, 3), page(4, 6)];
  expect(seqs(withNewest(known, page(5, 8)) ?? [])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seqs(withNewest(known, page(5, 6)) ?? [])).toEqual([1, 2, 3, 4, 5, 6]);
  expect(withNewest(known, page(8, 9))).toBeNull();
  expect(seqs(withNewest([], page(1, 2)) ?? [])).toEqual([1, 2]);
  const hollow = { ...page(4, 6), items: null, seqs: [4, 5, 6], last: undefined };
  expect(withNewest([page(1, 3), hollow], page(5, 8))).toBeNull();
});

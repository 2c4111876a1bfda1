import { text } from '@mocks/archive';
import { renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { MessagePage } from '@/api/types';
import { SignedIn } from '@/testing/console';
import type { Viewpoint } from './runs';
import { useRows } from './use-rows';

const VIEWPOINT: Viewpoint = { members: 'all' };
const page = (...seqs: number[]): MessagePage => ({
  items: seqs.map((seq) => text(`${seq}`, { seq })),
  conversations: [],
  before: null,
  after: null,
  focus: null,
});

test('rows keep their numbers while older ones come; the oldest waits until its predecessor is known', () => {
  const first = [page(10, 11, 12)];
  const { result, rerender } = renderHook(({ pages, older }) => useRows(pages, older, VIEWPOINT), {
    wrapper: SignedIn,
    initialProps: { pages: first, older: true },
  });
  const numbers = () =>
    new Map(result.current.rows.map((row, index) => [row.seq, result.current.first + index]));
  const before = numbers();
  expect([...before.keys()]).toEqual([11, 12]);
  rerender({ pages: [page(7, 8, 9), ...first], older: false });
  const after = numbers();
  expect([...after.keys()]).toEqual([7, 8, 9, 10, 11, 12]);
  expect(after.get(11)).toBe(before.get(11));
});

import { text } from '@mocks/archive';
import { expect, test } from 'vitest';
import type { MessagePage } from '@/api/types';
import { trimmed } from './use-trim';

function pages(count: number) {
  const page = (number: number): MessagePage => ({
    items: [text('一', { seq: number * 2 }), text('二', { seq: number * 2 + 1 })],
    conversations: [],
    before: `${number}`,
    after: `${number}`,
    focus: null,
  });
  return {
    pages: Array.from({ length: count }, (_, number) => page(number)),
    pageParams: Array.from({ length: count }, (_, number) => number),
  };
}

test('keeps what is near the row that is read, and all of it where it is little', () => {
  const few = pages(30);
  expect(trimmed(few, 40)).toBe(few);
  const kept = (row: number) => trimmed(pages(40), row).pageParams;
  expect(kept(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(kept(40)).toEqual([15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  expect(kept(79)).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
  expect(trimmed(pages(40), 40).pages[0]?.before).toBe('15');
});

import { expect, test } from 'vitest';
import type { MessagePage } from '@/api/types';
import { filled, fullAround, hollowed, restored, shortened } from './hollow';
import { pageOf, pagesOf, SIZE } from './pages.samples';
import { type HollowPage, type Pages, seqsOf } from './paging';

const fullPlaces = ({ pages }: Pages) => pages.flatMap((page, place) => (page.items === null ? [] : [place]));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('drops the messages of what is far from the view, and of nothing where little is full', () => {
  const few = pagesOf(60);
  expect(hollowed(few, 0, SIZE)).toBe(few);
  const many = pagesOf(90);
  const data = hollowed(many, 50, SIZE);
  expect(fullPlaces(data)).toEqual([0, ...range(30, 70), 89]);
  expect(data.pages.flatMap(seqsOf)).toEqual(many.pages.flatMap(seqsOf));
  expect(data.pageParams).toBe(many.pageParams);
  expect(data.pages[50]).toBe(many.pages[50]);
  expect(data.pages[10]).toMatchObject({ before: '41', after: '44', last: { seq: 44 } });
  // What is full now is few enough, until many more have joined.
  expect(hollowed(data, 0, SIZE)).toBe(data);
});

test('lets go what is out of reach, many pages at once, and nothing before there are too many', () => {
  const some = pagesOf(200);
  expect(shortened(some, 199)).toBe(some);
  const many = pagesOf(201);
  const data = shortened(many, 199);
  expect(data.pages).toEqual(many.pages.slice(119));
  expect(data.pageParams).toEqual(many.pageParams.slice(119));
  expect(shortened(many, 3).pages).toEqual(many.pages.slice(0, 84));
});

test('keeps pages full that would not come again as they are', () => {
  const many = pagesOf(90);
  const params = many.pageParams.map((param, place) => (place === 5 ? { around: 21 } : param));
  const pages = many.pages.map((page, place) => (place === 7 ? pageOf(29, 33) : page));
  expect(fullPlaces(hollowed({ pages, pageParams: params }, 60, SIZE)).slice(0, 4)).toEqual([0, 5, 7, 40]);
  const all = { pages, pageParams: pages.map(() => ({ at: 1 })) };
  expect(hollowed(all, 60, SIZE)).toBe(all);
});

test('gives a hollow page its messages again, without what was archived in between', () => {
  const many = pagesOf(90);
  const data = hollowed(many, 50, SIZE);
  const [hollow, param] = [data.pages[10] as HollowPage, data.pageParams[10]];
  const read = pageOf(41, 48);
  const late = { ...pageOf(900, 900).items[0], seq: 900 } as MessagePage['items'][number];
  const whole = restored(hollow, { ...read, items: read.items.toSpliced(2, 0, late) }, 24);
  expect(whole).toEqual(many.pages[10]);
  const full = filled(data, new Map(param && whole ? [[param, whole]] : []));
  expect(full.pages[10]).toBe(whole);
  expect(full.pages[11]).toBe(data.pages[11]);
  expect(filled(data, new Map())).toBe(data);
});

test('leaves out what was destroyed, and fills nothing where some may be beyond what was read', () => {
  const data = hollowed(pagesOf(90), 50, SIZE);
  const hollow = data.pages[10] as HollowPage;
  const read = pageOf(41, 48);
  const without = { ...read, items: read.items.filter(({ seq }) => seq !== 42) };
  expect(restored(hollow, without, 24)?.items.map(({ seq }) => seq)).toEqual([41, 43, 44]);
  expect(restored(hollow, { ...read, items: read.items.slice(0, 2) }, 2)).toBeNull();
});

test('tells which full pages are around the view', () => {
  const data = hollowed(pagesOf(90), 50, SIZE);
  expect(fullAround(data.pages, 35)).toEqual(data.pages.slice(30, 71));
  expect(fullAround(data.pages, 10)).toEqual([]);
});

import { expect, test, vi } from 'vitest';
import { filled, hollowed, restored } from './hollow';
import { pageAt, renumber } from './numbering';
import { pageOf, pagesOf, SIZE } from './pages.samples';
import type { Page, Pages, Stretch } from './paging';
import { layOut } from './runs';
import { type Laying, segmentsOf } from './segments';

/** The numbers of the rows that were laid out since they were last asked for. */
function laidOut({ known }: Laying): number[] {
  const seqs = vi.mocked(known.set).mock.calls.map(([message]) => message.seq);
  vi.mocked(known.set).mockClear();
  return seqs;
}
function laying(): Laying {
  const known: Laying['known'] = new WeakMap();
  vi.spyOn(known, 'set');
  return {
    viewpoint: { members: 'all' },
    zone: 'Asia/Shanghai',
    changes: undefined,
    known,
    segments: new WeakMap(),
  };
}
const rowsOf = (pages: Page[], by: Laying) => segmentsOf(pages, by).flatMap(({ rows }) => rows);

test('rows are what they would be if all was laid out at once', () => {
  const { pages } = pagesOf(12);
  const messages = pages.flatMap((page) => page.items ?? []);
  expect(rowsOf(pages, laying())).toEqual(layOut(messages, { members: 'all' }, 'Asia/Shanghai'));
});

test('a page that joins is laid out alone, and with the one that it comes before', () => {
  const by = laying();
  const { pages } = pagesOf(10);
  const before = rowsOf(pages.slice(1, 9), by);
  laidOut(by);
  const after = rowsOf(pages.slice(1), by);
  expect(laidOut(by)).toEqual([37, 38, 39, 40]);
  expect(after.slice(0, before.length).every((row, index) => row === before[index])).toBe(true);
  const all = rowsOf(pages, by);
  expect(laidOut(by)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  // Of that one only the first row is another.
  expect(all.slice(SIZE + 1).every((row, index) => row === after[index + 1])).toBe(true);
});

test('what neighbours both have is shown once', () => {
  const pages = [pageOf(1, 4), pageOf(3, 6), pageOf(6, 6), pageOf(7, 9)];
  expect(rowsOf(pages, laying()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('rows of hollow pages keep their places, keys and numbers; filled, they are what they were', () => {
  const by = laying();
  const many = pagesOf(90);
  const before = segmentsOf(many.pages, by);
  const numbered = renumber([], before);
  laidOut(by);

  const hollow = hollowed(many, 50, SIZE);
  const emptied = segmentsOf(hollow.pages, by);
  expect(laidOut(by)).toEqual([]);
  expect(emptied[10]?.rows).toEqual([41, 42, 43, 44].map((seq) => ({ seq, message: null })));
  expect(emptied.flatMap(({ rows }) => rows.map(({ seq }) => seq))).toEqual(
    before.flatMap(({ rows }) => rows.map(({ seq }) => seq)),
  );
  expect(renumber(numbered, emptied)).toEqual(numbered);
  // The page after a hollow one is laid out as before: what it follows is still known.
  expect(emptied[30]).toBe(before[30]);

  const read = new Map<Stretch, ReturnType<typeof pageOf>>();
  for (const [place, page] of hollow.pages.entries()) {
    const param = hollow.pageParams[place];
    const again = pageOf(place * SIZE + 1, (place + 6) * SIZE);
    const whole = page.items === null && restored(page, again, SIZE + 20);
    if (param && whole) read.set(param, whole);
  }
  const full: Pages = filled(hollow, read);
  expect(full.pages).toEqual(many.pages);
  const after = segmentsOf(full.pages, by);
  expect(after).toEqual(before);
  expect(renumber(numbered, after)).toEqual(numbered);
});

test('keeps the number of a row, whatever is added or dropped around it', () => {
  const begin = [pageOf(50, 52), pageOf(53, 55)];
  const numbered = renumber([], segmentsOf(begin, laying()));
  const numberOf = (pages: Page[], seq: number) => {
    const by = laying();
    const [first] = renumber(numbered, segmentsOf(pages, by));
    return (first?.start ?? 0) + rowsOf(pages, by).findIndex((row) => row.seq === seq);
  };
  const before = numberOf(begin, 54);
  expect(numberOf([pageOf(48, 49), ...begin], 54)).toBe(before);
  // What the page before has too is shown as its own.
  expect(numberOf([pageOf(48, 51), ...begin], 54)).toBe(before);
  expect(numberOf([pageOf(53, 55), pageOf(56, 58)], 54)).toBe(before);
  expect(numberOf([pageOf(46, 47), pageOf(48, 49), pageOf(53, 55)], 54)).toBe(before);
});

test('finds the page of a row by its number', () => {
  const numbered = renumber([], segmentsOf(pagesOf(5).pages, laying()));
  const [first] = numbered;
  const at = (row: number) => pageAt(numbered, (first?.start ?? 0) + row);
  expect([-10, 0, 3, 4, 7, 8, 19, 500].map(at)).toEqual([0, 0, 0, 1, 1, 2, 4, 4]);
  expect(pageAt([], 5)).toBe(0);
});

import type { Segment } from './segments';

/** A page in a list that is not known from its beginning. */
export interface Numbered {
  key: number | undefined;
  /** The number of its first row. */
  start: number;
  skipped: number;
}

/** Far enough from zero that older rows never run out of numbers. */
const ORIGIN = 10_000_000;

/** Numbers rows page by page so that one that was there before keeps its number, whatever joined around it. */
export function renumber(before: Numbered[], segments: Segment[]): Numbered[] {
  let start = ORIGIN;
  let rows = 0;
  for (const segment of segments) {
    const was = before.find(({ key }) => key !== undefined && key === segment.key);
    if (was) {
      start = was.start + segment.skipped - was.skipped - rows;
      break;
    }
    rows += segment.rows.length;
  }
  return segments.map((segment) => {
    const numbered = { key: segment.key, start, skipped: segment.skipped };
    start += segment.rows.length;
    return numbered;
  });
}

/** The place of the page that has a row, by the row's number; the nearest where none has it. */
export function pageAt(numbering: Numbered[], row: number): number {
  let from = 0;
  let to = numbering.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if ((numbering[middle]?.start ?? 0) <= row) from = middle;
    else to = middle;
  }
  return from;
}

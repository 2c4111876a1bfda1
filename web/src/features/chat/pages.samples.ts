import { NOON, text, WANG, ZHANG } from '@mocks/archive';
import type { MessagePage } from '@/api/types';
import type { Pages, Stretch } from './paging';

const MINUTE = 60_000;
/** What a page of the samples has: days and runs begin in the middle of pages and at their ends. */
export const SIZE = 4;

/** A page of messages from one number to another, a minute and a half apart, three of each sender at a time. */
export function pageOf(from: number, to: number): MessagePage {
  const items = Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    const sender = Math.floor(seq / 3) % 2 ? WANG : ZHANG;
    const at = NOON + seq * 1.5 * MINUTE;
    return text(`${seq}`, { seq, msgid: `${seq}`, sender, sent_at: at, received_at: at });
  });
  return { items, conversations: [], before: `${from}`, after: `${to}`, focus: null };
}

/** Pages one after the other, read from the first on. */
export function pagesOf(count: number): Pages {
  const pages = Array.from({ length: count }, (_, place) => pageOf(place * SIZE + 1, (place + 1) * SIZE));
  const paramOf = (place: number): Stretch =>
    place === 0 ? { edge: 'first' } : { after: `${place * SIZE}` };
  return { pages, pageParams: pages.map((_, place) => paramOf(place)) };
}

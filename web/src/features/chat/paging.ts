import type { MessagePage, MessageView } from '@/api/types';

/** Where reading begins. */
export type Start = { edge: 'first' | 'last' } | { around: number } | { at: number };
/** One request for a stretch of a conversation. */
export type Stretch = Start | { before: string } | { after: string };

/** The messages of all pages in order, each once. */
export function flatten(pages: MessagePage[]): MessageView[] {
  const seen = new Set<number>();
  const messages: MessageView[] = [];
  for (const page of pages) {
    for (const message of page.items) {
      if (seen.has(message.seq)) continue;
      seen.add(message.seq);
      messages.push(message);
    }
  }
  return messages;
}

/**
 * The messages to show. The first one waits until its predecessor is known: whether it opens a day or a run would
 * otherwise be a guess, and a wrong guess makes the list jump.
 */
export function shownFrom(hasOlder: boolean): number {
  return hasOlder ? 1 : 0;
}

/** A window onto a list that is not known from its beginning: which numbers the rows have. */
export interface Numbering {
  /** The number of the first row. */
  first: number;
  /** The key of each row, in order. */
  keys: number[];
}

/** Far enough from zero that older rows never run out of numbers. */
const ORIGIN = 10_000_000;

/** Numbers rows so that one that was there before keeps its number, whatever was added or dropped around it. */
export function renumber(before: Numbering | null, keys: number[]): Numbering {
  if (before === null) return { first: ORIGIN, keys };
  const places = new Map(before.keys.map((key, index) => [key, index]));
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index];
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) return { first: before.first + place - index, keys };
  }
  return { first: ORIGIN, keys };
}

/**
 * Adds what came since to the last stretch: `newest` is the end of the conversation as it is now. Null where the two do
 * not meet, so that something would be missing between them.
 */
export function withNewest(pages: MessagePage[], newest: MessagePage): MessagePage[] | null {
  const last = pages.at(-1);
  const end = last?.items.at(-1);
  if (!last || !end) return [newest];
  const meeting = newest.items.findIndex((message) => message.seq === end.seq);
  if (meeting < 0) return null;
  const added = newest.items.slice(meeting + 1);
  return [...pages.slice(0, -1), { ...last, items: [...last.items, ...added], after: newest.after }];
}

import type { InfiniteData } from '@tanstack/react-query';
import type { MessagePage, MessageView } from '@/api/types';

/** Where reading begins. */
export type Start = { edge: 'first' | 'last' } | { around: number } | { at: number };
/** One request for a stretch of a conversation. */
export type Stretch = Start | { before: string } | { after: string };

/** What has to be known of a message to lay out the one that follows it. */
export type Before = Pick<MessageView, 'seq' | 'kind' | 'sender' | 'sent_at' | 'conversation_id'>;

/** A page whose messages were dropped while they were far from the view; its rows keep their places in the list. */
export interface HollowPage extends Omit<MessagePage, 'items'> {
  items: null;
  /** The numbers of its messages. */
  seqs: number[];
  /** Its last message, by which the next page is laid out. */
  last: Before | undefined;
}

/** One stretch as it was read, or what is left of it. */
export type Page = MessagePage | HollowPage;
/** What is loaded of a timeline. */
export type Pages = InfiniteData<Page, Stretch>;

/** The numbers of a page's messages. */
export function seqsOf(page: Page): number[] {
  return page.items === null ? page.seqs : page.items.map(({ seq }) => seq);
}

/** The last message of a page; none where the page is empty. */
export function lastOf(page: Page): Before | undefined {
  return page.items === null ? page.last : page.items.at(-1);
}

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

/**
 * Adds what came since to the last stretch: `newest` is the end of the conversation as it is now. Null where the two do
 * not meet, so that something would be missing between them, and where the end that is loaded is hollow.
 */
export function withNewest(pages: Page[], newest: MessagePage): Page[] | null {
  const last = pages.at(-1);
  if (last?.items === null) return null;
  const end = last?.items.at(-1);
  if (!last || !end) return [newest];
  const meeting = newest.items.findIndex((message) => message.seq === end.seq);
  if (meeting < 0) return null;
  const added = newest.items.slice(meeting + 1);
  return [...pages.slice(0, -1), { ...last, items: [...last.items, ...added], after: newest.after }];
}

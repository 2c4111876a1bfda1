import type { MessagePage } from '@/api/types';
import { type HollowPage, lastOf, type Page, type Pages, type Stretch, seqsOf } from './paging';

/** How many pages may be full before any is hollowed: all at once and seldom, so that few frames pay for it. */
const MANY = 60;
/** How many pages stay full on either side of the view. */
const KEPT = 20;
/** How many pages there may be at all: the list keeps the height of each row, and looking after those takes time. */
const MOST = 200;
/** How many pages stay on either side of the view when others are let go. */
const REACH = 80;

function hollow(page: MessagePage): HollowPage {
  const last = lastOf(page);
  return {
    ...page,
    items: null,
    seqs: seqsOf(page),
    // Not the message itself: its content is what is dropped.
    last: last && {
      seq: last.seq,
      kind: last.kind,
      sender: last.sender,
      sent_at: last.sent_at,
      conversation_id: last.conversation_id,
    },
  };
}

/** Whether the same messages come when a page is asked for again: what an edge is and what surrounds may change. */
function isReadAgain(param: Stretch | undefined, page: MessagePage, longest: number): boolean {
  return param !== undefined && ('before' in param || 'after' in param) && page.items.length <= longest;
}

/**
 * Drops the messages of the pages that are far from the one in view, once many are full. What stays of a page keeps its
 * rows in the list. The first and the last page stay full: reading goes on from them.
 */
export function hollowed(data: Pages, inView: number, longest: number): Pages {
  const { pages, pageParams } = data;
  if (pages.filter((page) => page.items !== null).length <= MANY) return data;
  let isChanged = false;
  const kept = pages.map((page, place) => {
    const isFar = Math.abs(place - inView) > KEPT && place > 0 && place < pages.length - 1;
    if (!isFar || page.items === null || !isReadAgain(pageParams[place], page, longest)) return page;
    isChanged = true;
    return hollow(page);
  });
  return isChanged ? { pages: kept, pageParams } : data;
}

/** Lets the pages go that are out of reach, once there are too many: whoever reads on towards them asks for them again. */
export function shortened(data: Pages, inView: number): Pages {
  if (data.pages.length <= MOST) return data;
  const [from, to] = [Math.max(0, inView - REACH), inView + REACH + 1];
  return { pages: data.pages.slice(from, to), pageParams: data.pageParams.slice(from, to) };
}

/**
 * A hollow page with its messages, out of what was read again. What was archived meanwhile between them is left out, as
 * in every page that was read before it; what was destroyed meanwhile is gone. Null where some may be beyond what was
 * read.
 */
export function restored(page: HollowPage, answer: MessagePage, limit: number): MessagePage | null {
  const { seqs, last: _, ...rest } = page;
  const known = new Set(seqs);
  const items = answer.items.filter(({ seq }) => known.has(seq));
  if (items.length < seqs.length && answer.items.length >= limit) return null;
  return { ...rest, items };
}

/** Puts pages that were read again, by their parameters, into the places of the hollow ones. */
export function filled(data: Pages, read: ReadonlyMap<Stretch, MessagePage>): Pages {
  if (read.size === 0) return data;
  const { pages, pageParams } = data;
  const put = (page: Page, place: number): Page => {
    const param = pageParams[place];
    return page.items === null && param !== undefined ? (read.get(param) ?? page) : page;
  };
  return { pages: pages.map(put), pageParams };
}

/** The full pages around the one in view, with nothing missing between them. */
export function fullAround(pages: Page[], inView: number): MessagePage[] {
  let from = inView;
  while (pages[from - 1]?.items) from -= 1;
  const full: MessagePage[] = [];
  for (const page of pages.slice(from)) {
    if (page.items === null) break;
    full.push(page);
  }
  return full;
}

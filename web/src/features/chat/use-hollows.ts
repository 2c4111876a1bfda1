import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { ListRange } from 'react-virtuoso';
import type { MessagePage } from '@/api/types';
import { filled, hollowed, shortened } from './hollow';
import { type Numbered, pageAt } from './numbering';
import type { HollowPage, Pages, Start, Stretch } from './paging';
import { STRETCH } from './queries';
import { reread } from './rereading';
import { keyOf, type Timeline } from './timeline';

/** How many rows before it comes into view a hollow page is read again: half a second for a reader who flings. */
const NEAR = 120;
/** How often it is looked which pages are near: a bar that is dragged passes hundreds in a moment. */
const LOOK_MS = 80;

/** Which hollow pages have rows near those that exist. */
function hollowNear(data: Pages, numbering: Numbered[], shown: ListRange): Map<Stretch, HollowPage> {
  const near = new Map<Stretch, HollowPage>();
  const to = pageAt(numbering, shown.endIndex + NEAR);
  for (let place = pageAt(numbering, shown.startIndex - NEAR); place <= to; place += 1) {
    const [page, param] = [data.pages[place], data.pageParams[place]];
    if (page?.items === null && param) near.set(param, page);
  }
  return near;
}

/**
 * Keeps memory flat over any length: pages far from the view are hollowed, and read again when they come near it; those
 * out of reach are let go.
 * Returns what is to be called when other rows exist.
 */
export function useHollows(
  timeline: Timeline,
  start: Start,
  data: Pages | undefined,
  numbering: Numbered[],
  range: RefObject<ListRange | null>,
): () => void {
  const client = useQueryClient();
  const latest = useRef({ data, numbering });
  latest.current = { data, numbering };
  const settled = useRef<() => void>(undefined);
  const look = useRef<() => void>(undefined);

  useEffect(() => {
    const key = keyOf(timeline, start);
    const read = new Map<Stretch, MessagePage>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      const known = client.getQueryData<Pages>(key);
      const shown = range.current;
      // A page on its way will join what was there when it was asked for: what changes until then would be undone.
      if (!known || !shown || client.getQueryState(key)?.fetchStatus !== 'idle') return;
      const { numbering } = latest.current;
      // What is not shown yet has no numbers.
      if (numbering.length !== known.pages.length) return;
      const inView = pageAt(numbering, shown.startIndex);
      const next = shortened(hollowed(filled(known, read), inView, STRETCH), inView);
      read.clear();
      if (next !== known) client.setQueryData<Pages>(key, next);
    };
    const keep = (param: Stretch, page: MessagePage) => {
      read.set(param, page);
      settle();
    };
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        settle();
        const { data, numbering } = latest.current;
        if (!data || !range.current) return;
        const near = hollowNear(data, numbering, range.current);
        for (const param of read.keys()) near.delete(param);
        rereading.want(near);
      }, LOOK_MS);
    };
    const rereading = reread(client, timeline, keep, later);
    settled.current = settle;
    look.current = later;
    return () => {
      clearTimeout(timer);
      rereading.end();
    };
  }, [client, timeline, start, range]);
  // When pages have joined none is on its way, unless what comes after this asks for one.
  useEffect(() => {
    if (data) settled.current?.();
  }, [data]);
  return useCallback(() => look.current?.(), []);
}

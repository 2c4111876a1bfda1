import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import type { ListRange } from 'react-virtuoso';
import type { MessagePage } from '@/api/types';
import type { Start } from './paging';
import { keyOf, type Timeline } from './timeline';

/** How long nobody scrolls before what is far away is dropped. */
const PAUSE_MS = 500;
/** How many pages may be loaded before any is dropped, and how many are kept around the view. */
const MANY = 30;
const KEPT = 10;

/** Keeps the pages around a row, and their parameters; all of them where they are few. */
export function trimmed<T extends InfiniteData<MessagePage>>(data: T, row: number): T {
  if (data.pages.length <= MANY) return data;
  let place = 0;
  let rows = data.pages[0]?.items.length ?? 0;
  while (rows <= row && place < data.pages.length - 1) {
    place += 1;
    rows += data.pages[place]?.items.length ?? 0;
  }
  const from = Math.max(0, Math.min(place - KEPT / 2, data.pages.length - KEPT));
  return {
    ...data,
    pages: data.pages.slice(from, from + KEPT),
    pageParams: data.pageParams.slice(from, from + KEPT),
  };
}

interface Shown {
  /** The number of the first row that is loaded. */
  first: number;
  range: RefObject<ListRange | null>;
}

/** Drops what is far from the view when the reader pauses: nobody sees the frame that it costs. */
export function useTrim(timeline: Timeline, start: Start, scroller: HTMLElement | null, shown: Shown): void {
  const client = useQueryClient();
  const latest = useRef(shown);
  latest.current = shown;
  useEffect(() => {
    if (!scroller) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const trim = () => {
      const { first, range: seen } = latest.current;
      const range = seen.current;
      const key = keyOf(timeline, start);
      if (!range || client.isFetching({ queryKey: key }) > 0) return;
      client.setQueryData<InfiniteData<MessagePage>>(
        key,
        (data) => data && trimmed(data, range.startIndex - first),
      );
    };
    const onScroll = () => {
      clearTimeout(timer);
      timer = setTimeout(trim, PAUSE_MS);
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      scroller.removeEventListener('scroll', onScroll);
    };
  }, [client, timeline, start, scroller]);
}

import { type RefObject, useCallback, useEffect, useRef } from 'react';
import type { ListRange } from 'react-virtuoso';
import type { useMessages } from './queries';

/**
 * How many rows before its end a list asks for more: a reader who flings does not arrive there before the answer does,
 * so that rows join a few at a time and no frame has to make a screenful.
 */
const AHEAD = 40;

/**
 * Asks for more before either end of what is loaded comes into view. While the reader is led to a place, rows that join
 * would move it: then only an end that exists asks. Returns what is to be called when other rows exist.
 */
export function useAhead(
  query: ReturnType<typeof useMessages>,
  first: number,
  count: number,
  isHeld: () => boolean,
  range: RefObject<ListRange | null>,
): () => void {
  const latest = useRef({ query, first, count });
  latest.current = { query, first, count };
  const look = useCallback(() => {
    const shown = range.current;
    const { query, first, count } = latest.current;
    if (!shown || count === 0) return;
    const ahead = isHeld() ? 1 : AHEAD;
    const nearEnd = shown.endIndex >= first + count - ahead;
    // Asked for again while it is on its way, a page is not begun anew.
    if (nearEnd && query.hasNextPage && !query.isFetchNextPageError) {
      void query.fetchNextPage({ cancelRefetch: false });
    }
    const nearBegin = shown.startIndex < first + ahead;
    if (nearBegin && query.hasPreviousPage && !query.isFetchPreviousPageError) {
      void query.fetchPreviousPage({ cancelRefetch: false });
    }
  }, [isHeld, range]);
  // A short page leaves its end in view without a change of the range.
  useEffect(() => {
    if (count > 0 && first >= 0) look();
  }, [first, count, look]);
  return look;
}

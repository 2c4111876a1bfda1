import { useCallback, useEffect, useRef } from 'react';
import type { ListRange } from 'react-virtuoso';

/**
 * How many rows before its end a list asks for more: a reader who flings does not arrive there before the answer does,
 * so that rows join a few at a time and no frame has to make a screenful.
 */
const AHEAD = 40;

interface Ends {
  /** The number of the first row that is loaded, and how many are. */
  first: number;
  count: number;
  hasOlder: boolean;
  hasNewer: boolean;
  fetchOlder: () => void;
  fetchNewer: () => void;
}

/** Asks for more before either end of what is loaded comes into view; hears which rows exist. */
export function useAhead(ends: Ends): (range: ListRange) => void {
  const latest = useRef(ends);
  latest.current = ends;
  const range = useRef<ListRange | null>(null);
  const look = useCallback(() => {
    const shown = range.current;
    const { first, count, hasOlder, hasNewer, fetchOlder, fetchNewer } = latest.current;
    if (!shown || count === 0) return;
    if (hasNewer && shown.endIndex >= first + count - AHEAD) fetchNewer();
    if (hasOlder && shown.startIndex < first + AHEAD) fetchOlder();
  }, []);
  const { first, count } = ends;
  // A short page leaves its end in view without a change of the range.
  useEffect(() => {
    if (count > 0 && first >= 0) look();
  }, [first, count, look]);
  return useCallback(
    (shown: ListRange) => {
      range.current = shown;
      look();
    },
    [look],
  );
}

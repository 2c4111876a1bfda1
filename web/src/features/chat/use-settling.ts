import { useCallback, useEffect, useRef, useState } from 'react';

/** How long rows may still come out taller or shorter than they were guessed. */
const SETTLED_MS = 2_000;
/** How long the list is left to itself before it is looked at. */
const QUIET_MS = 60;
/** The element that holds the rows, and grows with them. */
const ROWS = '[data-testid="virtuoso-item-list"]';

/** What the reader came for: the end, or a message by its number. */
export type Held = 'end' | number;

function isInView(scroller: HTMLElement, seq: number): boolean {
  const row = scroller.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect();
  const view = scroller.getBoundingClientRect();
  return row !== undefined && row.bottom > view.top + 1 && row.top < view.bottom - 1;
}

/**
 * Keeps what the reader came for in view while rows are measured and others join above: the list guesses heights, and
 * a wrong guess would lead elsewhere. Ends when the reader scrolls, or when all has long been measured.
 */
export function useSettling(first: Held | null, show: (seq: number) => void) {
  const held = useRef<Held | null>(null);
  const latest = useRef({ first, show });
  latest.current = { first, show };
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const release = useCallback(() => {
    held.current = null;
    for (const timer of timers.current.splice(0)) clearTimeout(timer);
  }, []);
  const look = useCallback(() => {
    if (!scroller || held.current === null) return;
    if (held.current === 'end') {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const seq = held.current;
    const timer = setTimeout(() => {
      if (held.current !== seq || isInView(scroller, seq)) return;
      latest.current.show(seq);
      look();
    }, QUIET_MS);
    timers.current.push(timer);
  }, [scroller]);
  const hold = useCallback(
    (what: Held | null) => {
      release();
      held.current = what;
      timers.current.push(setTimeout(release, SETTLED_MS));
      look();
    },
    [release, look],
  );
  useEffect(() => {
    const rows = scroller?.querySelector(ROWS);
    if (!rows) return;
    hold(latest.current.first);
    const observer = new ResizeObserver(look);
    observer.observe(rows, { box: 'border-box' });
    return () => {
      observer.disconnect();
      release();
    };
  }, [scroller, hold, look, release]);
  const scrollerRef = useCallback(
    (element: HTMLElement | Window | null) => setScroller(element instanceof HTMLElement ? element : null),
    [],
  );
  const isHeld = useCallback(() => held.current !== null, []);
  return { scroller, scrollerRef, hold, release, isHeld };
}

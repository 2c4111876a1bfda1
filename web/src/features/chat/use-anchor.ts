import { useEffect, useLayoutEffect, useRef } from 'react';

/** How long the list may lose the place after rows joined above. */
const GUARDED_MS = 800;
/** How many frames the list has to find the place by itself, and again after it was helped. */
const PATIENCE = 3;

/** The messages in view, each with its distance from the view's top. */
type View = Map<number, number>;

function viewOf(scroller: HTMLElement): View {
  const { top, bottom } = scroller.getBoundingClientRect();
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-seq]')];
  const view: View = new Map();
  for (const row of rows.slice(firstBelow(rows, top))) {
    const place = row.getBoundingClientRect();
    if (place.top >= bottom) break;
    view.set(Number(row.dataset.seq), place.top - top);
  }
  return view;
}

/** Which of the rows, one below the other, is the first to reach below a line. */
function firstBelow(rows: HTMLElement[], line: number): number {
  let from = 0;
  let to = rows.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > line) to = middle;
    else from = middle + 1;
  }
  return from;
}

/**
 * Keeps the reader's place when rows join above or are dropped there, so that the first row gets another number. The list moves by what it guesses they are high, and where the
 * guess is wrong by a screen or more, what was being read is gone; then it is brought back.
 */
export function useAnchor(
  scroller: HTMLElement | null,
  first: number,
  bring: (seq: number, fromTop: number) => void,
) {
  const seen = useRef<View>(new Map());
  const top = useRef(first);
  const help = useRef(bring);
  help.current = bring;
  useEffect(() => {
    if (!scroller) return;
    const note = () => {
      const view = viewOf(scroller);
      const goesOn = seen.current.size === 0 || [...view.keys()].some((seq) => seen.current.has(seq));
      if (goesOn || !scroller.dataset.guarded) seen.current = view.size > 0 ? view : seen.current;
    };
    note();
    scroller.addEventListener('scroll', note, { passive: true });
    return () => scroller.removeEventListener('scroll', note);
  }, [scroller]);
  useLayoutEffect(() => {
    const before = top.current;
    top.current = first;
    if (!scroller || before === 0 || first === before) return;
    const until = performance.now() + GUARDED_MS;
    let lost = 0;
    let frame = 0;
    scroller.dataset.guarded = 'true';
    const end = () => {
      cancelAnimationFrame(frame);
      delete scroller.dataset.guarded;
      for (const kind of ['keydown', 'pointerdown']) scroller.removeEventListener(kind, end);
    };
    const look = () => {
      const view = viewOf(scroller);
      lost = [...view.keys()].some((seq) => seen.current.has(seq)) ? 0 : lost + 1;
      if (lost === 0) seen.current = view;
      const [anchor] = seen.current;
      if (lost === PATIENCE && anchor) {
        help.current(...anchor);
        lost = -PATIENCE;
      }
      if (performance.now() > until) end();
      else frame = requestAnimationFrame(look);
    };
    // Somebody who leaps by key or by the bar does not want to be held.
    for (const kind of ['keydown', 'pointerdown']) scroller.addEventListener(kind, end, { passive: true });
    frame = requestAnimationFrame(look);
    return end;
  }, [first, scroller]);
}

import { useRef } from 'react';
import type { Start } from './paging';
import type { Placed } from './runs';
import type { Held } from './use-settling';

/** A row by its place in what is loaded, and where in the view it stands. */
interface Place {
  index: number;
  align: 'start' | 'center' | 'end';
}

/** Where reading begins: where the list stands at first, and what the reader came for. */
interface Begin {
  place: Place;
  cameFor: Held | null;
}

const NOWHERE: Begin = { place: { index: 0, align: 'start' }, cameFor: null };

function beginOf(rows: Placed[], start: Start, focus: number | null): Begin {
  if ('edge' in start) {
    return start.edge === 'first'
      ? NOWHERE
      : { place: { index: rows.length - 1, align: 'end' }, cameFor: 'end' };
  }
  const index = Math.max(
    0,
    rows.findIndex((row) => row.seq === focus),
  );
  return {
    place: { index, align: 'around' in start ? 'center' : 'start' },
    cameFor: rows[index]?.seq ?? null,
  };
}

/** Finds where reading begins when there are rows, and once: whenever some join, a look at all of them would be felt. */
export function useBegin(rows: Placed[], start: Start, focus: number | null): Begin {
  const begin = useRef<Begin | null>(null);
  if (rows.length > 0) begin.current ??= beginOf(rows, start, focus);
  return begin.current ?? NOWHERE;
}

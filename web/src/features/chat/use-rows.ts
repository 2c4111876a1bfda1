import { useMemo, useRef } from 'react';
import { useZone } from '@/features/session/queries';
import { type Numbered, renumber } from './numbering';
import { type Page, shownFrom } from './paging';
import type { Placed, Viewpoint } from './runs';
import type { SeatChange } from './seats';
import { type Laying, segmentsOf } from './segments';

const NO_PAGES: Page[] = [];
const NO_ROWS: Placed[] = [];

/**
 * The rows of what is loaded, the number of the first, and those of the pages: rows keep their numbers while others
 * come, and only what joins is laid out.
 */
export function useRows(
  pages: Page[] = NO_PAGES,
  hasOlder: boolean,
  viewpoint: Viewpoint,
  changes?: SeatChange[],
) {
  const zone = useZone();
  const numbering = useRef<Numbered[]>([]);
  // Rows carry the civil days of their zone: in another none of them is known.
  const { known } = useMemo(() => ({ zone, known: new WeakMap() as Laying['known'] }), [zone]);
  const laying = useMemo<Laying>(
    () => ({ viewpoint, zone, changes, known, segments: new WeakMap() }),
    [viewpoint, zone, changes, known],
  );
  return useMemo(() => {
    const segments = segmentsOf(pages, laying);
    if (segments.length > 0) numbering.current = renumber(numbering.current, segments);
    const from = shownFrom(hasOlder);
    const all = NO_ROWS.concat(...segments.map((segment) => segment.rows));
    const rows = from > 0 ? all.slice(from) : all;
    const start = numbering.current[0]?.start;
    return { rows, first: start === undefined ? 0 : start + from, numbering: numbering.current };
  }, [pages, hasOlder, laying]);
}

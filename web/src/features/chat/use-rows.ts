import { useMemo, useRef } from 'react';
import type { MessagePage } from '@/api/types';
import { useZone } from '@/features/session/queries';
import { flatten, type Numbering, renumber, shownFrom } from './paging';
import { type Known, layOut, type Viewpoint } from './runs';
import type { SeatChange } from './seats';

/** The rows of what is loaded, and the number of the first: rows keep their numbers while others come and go. */
export function useRows(
  pages: MessagePage[] | undefined,
  hasOlder: boolean,
  viewpoint: Viewpoint,
  changes?: SeatChange[],
) {
  const zone = useZone();
  const numbering = useRef<Numbering | null>(null);
  const before = useRef<{ zone: string; known: Known }>({ zone, known: new Map() });
  return useMemo(() => {
    const known = before.current.zone === zone ? before.current.known : undefined;
    const all = layOut(flatten(pages ?? []), viewpoint, zone, known, changes);
    before.current = { zone, known: new Map(all.map((row) => [row.message.seq, row])) };
    const rows = all.slice(shownFrom(hasOlder));
    if (rows.length > 0) {
      numbering.current = renumber(
        numbering.current,
        rows.map((row) => row.message.seq),
      );
    }
    return { rows, first: numbering.current?.first ?? 0 };
  }, [pages, hasOlder, viewpoint, zone, changes]);
}

import { useMemo, useRef } from 'react';
import type { MessagePage } from '@/api/types';
import { useZone } from '@/features/session/queries';
import { flatten, type Numbering, renumber, shownFrom } from './paging';
import { layOut, type Viewpoint } from './runs';

/** The rows of what is loaded, and the number of the first: rows keep their numbers while others come and go. */
export function useRows(pages: MessagePage[] | undefined, hasOlder: boolean, viewpoint: Viewpoint) {
  const zone = useZone();
  const numbering = useRef<Numbering | null>(null);
  return useMemo(() => {
    const rows = layOut(flatten(pages ?? []), viewpoint, zone).slice(shownFrom(hasOlder));
    if (rows.length > 0) {
      numbering.current = renumber(
        numbering.current,
        rows.map((row) => row.message.seq),
      );
    }
    return { rows, first: numbering.current?.first ?? 0 };
  }, [pages, hasOlder, viewpoint, zone]);
}

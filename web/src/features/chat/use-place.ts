import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useCallback, useEffect, useMemo, useState } from 'react';
import type { ReadingParams } from '@/features/reading/params';
import { useZone } from '@/features/session/queries';
import { startOfDay } from '@/format/time';
import type { ListHandle } from './MessageList';
import type { Start } from './paging';
import { keyOf, type Timeline } from './timeline';

/** Where one can jump to. */
export type Jump = { at: number } | { day: string } | { edge: 'first' | 'last' };

interface Place {
  start: Start;
  /** Rises with each jump, so that a jump to the same place starts over. */
  generation: number;
}

/** The place that is read, by the address and by jumps; a place that is loaded already is scrolled to. */
export function usePlace(timeline: Timeline, list: RefObject<ListHandle | null>) {
  const { at, day, edge } = useSearch({ from: '/shell/conversations' });
  const zone = useZone();
  const navigate = useNavigate();
  const client = useQueryClient();
  const wanted = useMemo<Start>(() => {
    if (at !== undefined) return { around: at };
    return day !== undefined ? { at: startOfDay(day, zone) } : { edge: edge ?? 'last' };
  }, [at, day, edge, zone]);
  const [place, setPlace] = useState<Place>({ start: wanted, generation: 0 });

  useEffect(() => {
    setPlace((before) => {
      if (JSON.stringify(before.start) === JSON.stringify(wanted)) return before;
      const isLoaded = 'around' in wanted && list.current?.show(wanted.around);
      return isLoaded ? before : { start: wanted, generation: before.generation + 1 };
    });
  }, [wanted, list]);

  const jump = useCallback(
    (to: Jump) => {
      const next = {
        at: 'at' in to ? to.at : undefined,
        day: 'day' in to ? to.day : undefined,
        edge: 'edge' in to && to.edge === 'first' ? to.edge : undefined,
      };
      if (!('at' in to)) {
        const start: Start = 'day' in to ? { at: startOfDay(to.day, zone) } : { edge: to.edge };
        client.removeQueries({ queryKey: keyOf(timeline, start) });
        setPlace((before) => ({ start, generation: before.generation + 1 }));
      } else if (to.at === at) {
        list.current?.show(to.at);
      }
      void navigate({
        to: '.',
        search: (before: ReadingParams) => ({ ...before, ...next }),
        hash: true,
        replace: true,
      });
    },
    [timeline, at, zone, client, list, navigate],
  );
  return { place, focus: at ?? null, jump };
}

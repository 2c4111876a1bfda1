import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Pages, type Start, withNewest } from './paging';
import { readStretch } from './queries';
import { keyOf, type Timeline } from './timeline';

/** Asking for what came since the end was read. */
export interface Newest {
  /** When the end was last looked at. */
  checkedAt: number;
  isPending: boolean;
  check: () => void;
}

/** Reads the end of a timeline again, when the reader asks: each reading is on record, so none happens by itself. */
export function useNewest(timeline: Timeline, start: Start, onFar: () => void): Newest {
  const client = useQueryClient();
  const [checkedAt, setCheckedAt] = useState(() => Date.now());
  const key = keyOf(timeline, start);
  const mutation = useMutation({
    mutationFn: () => readStretch(timeline, { edge: 'last' }),
    onSuccess(newest) {
      setCheckedAt(Date.now());
      const known = client.getQueryData<Pages>(key);
      if (!known) return;
      const pages = withNewest(known.pages, newest);
      if (pages) client.setQueryData(key, { ...known, pages });
      else onFar();
    },
  });
  return { checkedAt, isPending: mutation.isPending, check: () => mutation.mutate() };
}

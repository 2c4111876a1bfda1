import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api/client';
import type { MessagePage } from '@/api/types';
import { type Start, type Stretch, withNewest } from './paging';

/** Asking for what came since the end was read. */
export interface Newest {
  /** When the end was last looked at. */
  checkedAt: number;
  isPending: boolean;
  check: () => void;
}

/** Reads the end of a conversation again, when the reader asks: each reading is on record, so none happens by itself. */
export function useNewest(id: string, start: Start, onFar: () => void): Newest {
  const client = useQueryClient();
  const [checkedAt, setCheckedAt] = useState(() => Date.now());
  const key = ['messages', id, start];
  const mutation = useMutation({
    mutationFn: () =>
      unwrap(api.GET('/conversations/{id}/messages', { params: { path: { id }, query: { edge: 'last' } } })),
    onSuccess(newest) {
      setCheckedAt(Date.now());
      const known = client.getQueryData<InfiniteData<MessagePage, Stretch>>(key);
      if (!known) return;
      const pages = withNewest(known.pages, newest);
      if (pages) client.setQueryData(key, { ...known, pages });
      else onFar();
    },
  });
  return { checkedAt, isPending: mutation.isPending, check: () => mutation.mutate() };
}

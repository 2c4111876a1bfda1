import { useMemo } from 'react';
import type { ConversationRef } from '@/api/types';
import type { Start } from './paging';
import { useMessages } from './queries';
import type { Timeline } from './timeline';

/** The conversations that the loaded messages of a timeline belong to. */
export function useThreads(timeline: Timeline, start: Start): ReadonlyMap<string, ConversationRef> {
  const { data } = useMessages(timeline, start);
  return useMemo(
    () =>
      new Map(
        data?.pages.flatMap((page) => page.conversations).map((thread) => [thread.id, thread] as const),
      ),
    [data],
  );
}

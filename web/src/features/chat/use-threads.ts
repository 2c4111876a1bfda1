import { useMemo, useRef } from 'react';
import type { ConversationRef } from '@/api/types';
import type { Start } from './paging';
import { useMessages } from './queries';
import type { Timeline } from './timeline';

/** The conversations that the loaded messages of a timeline belong to. */
export function useThreads(timeline: Timeline, start: Start): ReadonlyMap<string, ConversationRef> {
  const { data } = useMessages(timeline, start);
  const known = useRef<{ timeline: Timeline; threads: ReadonlyMap<string, ConversationRef> } | null>(null);
  return useMemo(() => {
    const before = known.current?.timeline === timeline ? known.current.threads : undefined;
    const threads = new Map(before);
    for (const page of data?.pages ?? []) {
      for (const thread of page.conversations) {
        if (!threads.has(thread.id)) threads.set(thread.id, thread);
      }
    }
    // All that is named by threads is drawn anew with them: the same ones stay what they were.
    const same = before?.size === threads.size ? before : threads;
    known.current = { timeline, threads: same };
    return same;
  }, [data, timeline]);
}

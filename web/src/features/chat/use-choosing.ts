import { useCallback, useMemo, useState } from 'react';
import type { MessageView } from '@/api/types';
import type { Choice } from './Choosing';

/** The most messages that the archive takes one by one. */
const MOST = 1_000;

/** The messages that the reader chooses, and the ways into choosing and out of it. */
export function useChoosing() {
  const [chosen, setChosen] = useState<ReadonlyMap<number, MessageView> | null>(null);
  const toggle = useCallback((message: MessageView) => {
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(message.seq) && next.size < MOST) next.set(message.seq, message);
      return next;
    });
  }, []);
  const choice = useMemo<Choice | null>(() => chosen && { chosen, toggle }, [chosen, toggle]);
  return { choice, begin: () => setChosen(new Map()), end: () => setChosen(null) };
}

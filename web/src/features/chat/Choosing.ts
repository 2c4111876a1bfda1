import { createContext, useContext } from 'react';
import type { MessageView } from '@/api/types';

/** Choosing messages one by one; null while none are chosen. */
export interface Choice {
  chosen: ReadonlyMap<number, MessageView>;
  toggle: (message: MessageView) => void;
}

export const Choosing = createContext<Choice | null>(null);

export function useChoice(): Choice | null {
  return useContext(Choosing);
}

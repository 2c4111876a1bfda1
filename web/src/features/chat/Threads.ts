import { createContext } from 'react';
import type { ConversationRef } from '@/api/types';

/** The conversations that messages belong to, where a timeline holds several; null where it holds one. */
export const Threads = createContext<ReadonlyMap<string, ConversationRef> | null>(null);

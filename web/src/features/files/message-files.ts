import { createContext, useContext } from 'react';
import type { MessageFile } from '@/api/types';

/** What cards know of the message that they are drawn for. */
export interface MessageOfCards {
  seq: number;
  conversation_id: string;
  files: MessageFile[];
}

/** The message whose cards are drawn, and its files. */
export const MessageFiles = createContext<MessageOfCards | null>(null);

/** The file of a piece of the message; nothing where it was not looked for yet. */
export function useFile(slot: number): { seq: number; file: MessageFile } | undefined {
  const message = useContext(MessageFiles);
  const file = message?.files.find((candidate) => candidate.slot === slot);
  return message && file ? { seq: message.seq, file } : undefined;
}

import type { Start } from './paging';

/** Whose messages are read one after the other: those of a conversation, or of all that somebody took part in. */
export type Timeline = { conversation: string } | { party: string };

/** What the messages of a timeline are kept under while the page lives. */
export function keyOf(timeline: Timeline, start: Start) {
  return ['messages', timeline, start] as const;
}

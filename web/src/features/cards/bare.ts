import type { Content } from '@/api/types';

const IN_A_BUBBLE: ReadonlySet<Content['type']> = new Set(['text', 'markdown', 'mixed', 'note', 'voiptext']);

/** Tells whether a content brings its own frame rather than standing in a bubble. */
export function isBare(content: Content): boolean {
  return !IN_A_BUBBLE.has(content.type);
}

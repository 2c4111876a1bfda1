import emoji from '@/i18n/emoji.json';
import { findMarks, type Marking } from './terms';

/** A stretch of a message's text. */
export interface Piece {
  kind: 'plain' | 'link' | 'emoji';
  /** The text as it stands in the message. */
  text: string;
  /** What is shown in its place: an emoji for its code. */
  shown: string;
  hit: boolean;
}

const EMOJI: ReadonlyMap<string, string> = new Map(Object.entries(emoji));
// Addresses end at white space, at marks that no address holds, and at Chinese text, which follows without a blank.
const TOKEN =
  /(?<link>https?:\/\/[^\s<>"'`{}|\\^\p{Script=Han}\u3000-\u303f\uff00-\uffef]+)|(?<emoji>\[[^[\]\s]{1,12}\])/giu;
const TRAILING = /[.,;:!?)\]]+$/;

/** Takes a text apart: addresses, emoji codes, and what is to be marked. */
export function takeApart(text: string, marking: Marking): Piece[] {
  const pieces: Piece[] = [];
  const marks = findMarks(text, marking);
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    const link = match.groups?.link?.replace(TRAILING, '');
    const code = match.groups?.emoji;
    const glyph = code ? EMOJI.get(code.slice(1, -1)) : undefined;
    if (!link && !glyph) continue;
    const token = link ?? code ?? '';
    plain(pieces, text, at, match.index, marks);
    const end = match.index + token.length;
    const hit = marks.some(([from, to]) => from < end && to > match.index);
    pieces.push({ kind: link ? 'link' : 'emoji', text: token, shown: glyph ?? token, hit });
    at = end;
  }
  plain(pieces, text, at, text.length, marks);
  return pieces;
}

function plain(pieces: Piece[], text: string, from: number, to: number, marks: [number, number][]): void {
  let at = from;
  const push = (end: number, hit: boolean) => {
    if (end <= at) return;
    const part = text.slice(at, end);
    pieces.push({ kind: 'plain', text: part, shown: part, hit });
    at = end;
  };
  for (const [start, end] of marks) {
    if (end <= at || start >= to) continue;
    push(Math.max(at, Math.min(start, to)), false);
    push(Math.min(end, to), true);
  }
  push(to, false);
}

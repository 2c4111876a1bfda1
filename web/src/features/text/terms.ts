/** What is to be marked in a text. */
export interface Marking {
  terms: string[];
  /** Whether width and case do not matter. */
  fold: boolean;
}

export const NO_MARKS: Marking = { terms: [], fold: true };

const QUOTE = /["“”]/;

/** The words of a query that hits contain: blanks separate, quotation marks keep together, `-` excludes. */
export function termsOf(query: string): string[] {
  const terms: string[] = [];
  let rest = query.trimStart();
  while (rest) {
    const excluded = /^-[^\s-]/.test(rest);
    const body = excluded ? rest.slice(1) : rest;
    const closed = QUOTE.test(body[0] ?? '') ? body.slice(1).search(QUOTE) : -1;
    const end = closed >= 0 ? closed + 2 : body.search(/\s|$/);
    const term = closed >= 0 ? body.slice(1, closed + 1) : body.slice(0, end);
    if (!excluded && term.trim()) terms.push(term);
    rest = body.slice(Math.max(1, end)).trimStart();
  }
  return terms;
}

/** What to mark for a query. */
export function markingOf(query: string, fold: boolean): Marking {
  if (!fold) return { terms: query ? [query] : [], fold };
  return { terms: termsOf(query), fold };
}

interface Folded {
  text: string;
  /** For each character of the folded text, where it came from. */
  origin: number[];
}

/** Width and case do not matter, nor how much white space there is; a map leads back to the original. */
export function fold(text: string): Folded {
  const pieces: string[] = [];
  const origin: number[] = [];
  let at = 0;
  let blank = false;
  for (const character of text) {
    const isBlank = /\s/.test(character);
    const folded = isBlank ? (blank ? '' : ' ') : character.normalize('NFKC').toLowerCase();
    for (let index = 0; index < folded.length; index += 1) origin.push(at);
    pieces.push(folded);
    blank = isBlank;
    at += character.length;
  }
  return { text: pieces.join(''), origin };
}

/** The stretches of a text to be marked, in order and apart. */
export function findMarks(text: string, marking: Marking): [number, number][] {
  if (marking.terms.length === 0 || text === '') return [];
  const haystack: Folded = marking.fold ? fold(text) : { text, origin: [] };
  const found: [number, number][] = [];
  for (const term of marking.terms) {
    const needle = marking.fold ? fold(term).text : term;
    if (!needle.trim()) continue;
    let at = haystack.text.indexOf(needle);
    while (at >= 0) {
      found.push(marking.fold ? original(haystack, at, at + needle.length, text) : [at, at + needle.length]);
      at = haystack.text.indexOf(needle, at + needle.length);
    }
  }
  return merged(found);
}

function original(folded: Folded, from: number, to: number, text: string): [number, number] {
  const start = folded.origin[from] ?? 0;
  const last = folded.origin[to - 1] ?? start;
  const width = (text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1;
  return [start, last + width];
}

function merged(ranges: [number, number][]): [number, number][] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

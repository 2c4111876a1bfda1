/** A stretch of a line. */
export type Span =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'bold' | 'italic'; spans: Span[] }
  | { type: 'colour'; colour: 'info' | 'comment' | 'warning'; spans: Span[] }
  | { type: 'link'; address: string; text: string };

/** A line, or a block of code. */
export type Block =
  | { type: 'heading'; level: number; spans: Span[] }
  | { type: 'quote' | 'line'; spans: Span[] }
  | { type: 'item'; marker: string; spans: Span[] }
  | { type: 'code'; text: string };

/** Marks within marks beyond this are text. */
const MAX_DEPTH = 4;

/**
 * Reads the part of Markdown that WeCom shows: headings, quotes, lists, code, bold, italic, links, three font colours.
 * Everything else, all HTML included, is text.
 */
export function readMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  let code: string[] | null = null;
  for (const line of source.split(/\r?\n/)) {
    if (line.trimStart().startsWith('```')) {
      if (code) blocks.push({ type: 'code', text: code.join('\n') });
      code = code ? null : [];
    } else if (code) {
      code.push(line);
    } else if (line.trim()) {
      blocks.push(readLine(line));
    }
  }
  // A fence that never closes is still code.
  if (code && code.length > 0) blocks.push({ type: 'code', text: code.join('\n') });
  return blocks;
}

function readLine(line: string): Block {
  const heading = /^\s{0,3}(#{1,6})\s+(.*)$/.exec(line);
  if (heading) return { type: 'heading', level: heading[1]?.length ?? 1, spans: readSpans(heading[2] ?? '') };
  const quote = /^\s{0,3}>\s?(.*)$/.exec(line);
  if (quote) return { type: 'quote', spans: readSpans(quote[1] ?? '') };
  const item = /^\s*([-*+]|\d{1,3}\.)\s+(.*)$/.exec(line);
  if (item) {
    const marker = /\d/.test(item[1] ?? '') ? (item[1] ?? '') : '•';
    return { type: 'item', marker, spans: readSpans(item[2] ?? '') };
  }
  return { type: 'line', spans: readSpans(line) };
}

const MARKS: { pattern: RegExp; make: (match: RegExpExecArray, depth: number) => Span }[] = [
  { pattern: /`([^`]+)`/, make: (match) => ({ type: 'code', text: match[1] ?? '' }) },
  {
    pattern: /<font color=["'](info|comment|warning)["']>([^<]*)<\/font>/,
    make: (match, depth) => ({
      type: 'colour',
      colour: match[1] as 'info' | 'comment' | 'warning',
      spans: readSpans(match[2] ?? '', depth + 1),
    }),
  },
  {
    pattern: /\[([^[\]]+)\]\(([^()\s]+)\)/,
    make: (match) => ({ type: 'link', text: match[1] ?? '', address: match[2] ?? '' }),
  },
  {
    pattern: /\*\*([^*]+)\*\*/,
    make: (match, depth) => ({ type: 'bold', spans: readSpans(match[1] ?? '', depth + 1) }),
  },
  {
    pattern: /\*([^*\s][^*]*)\*/,
    make: (match, depth) => ({ type: 'italic', spans: readSpans(match[1] ?? '', depth + 1) }),
  },
];

function readSpans(text: string, depth = 0): Span[] {
  const spans: Span[] = [];
  let rest = text;
  while (rest) {
    const found = depth < MAX_DEPTH ? firstMark(rest) : null;
    if (!found) break;
    if (found.match.index > 0) spans.push({ type: 'text', text: rest.slice(0, found.match.index) });
    spans.push(found.make(found.match, depth));
    rest = rest.slice(found.match.index + found.match[0].length);
  }
  if (rest) spans.push({ type: 'text', text: rest });
  return spans;
}

function firstMark(text: string) {
  let first: { match: RegExpExecArray; make: (typeof MARKS)[number]['make'] } | null = null;
  for (const { pattern, make } of MARKS) {
    const match = pattern.exec(text);
    if (match && (first === null || match.index < first.match.index)) first = { match, make };
  }
  return first;
}

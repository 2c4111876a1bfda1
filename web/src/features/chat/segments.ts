import type { MessageView } from '@/api/types';
import { type Before, lastOf, type Page, seqsOf } from './paging';
import { layOut, type Placed, type Row, type Viewpoint } from './runs';
import type { SeatChange } from './seats';

/** The rows of one page. */
export interface Segment {
  /** The number of the page's first message, by which it is known again; none where the page is empty. */
  key: number | undefined;
  /** The number of the message before it, by which its first row is laid out. */
  before: number | undefined;
  rows: Placed[];
  /** How many messages at its beginning the page before has too. */
  skipped: number;
}

/** How pages are laid out, and what was laid out that way before. */
export interface Laying {
  viewpoint: Viewpoint;
  zone: string;
  changes: SeatChange[] | undefined;
  /** Rows by their messages, in the same zone. */
  known: WeakMap<MessageView, Row>;
  /** Segments by their pages. */
  segments: WeakMap<Page, Segment>;
}

function segmentOf(page: Page, previous: Page | undefined, before: Before | undefined, laying: Laying) {
  const { viewpoint, zone, changes, known } = laying;
  const seqs = seqsOf(page);
  const seen = new Set(previous && seqsOf(previous));
  let rows: Placed[];
  if (page.items === null) {
    rows = seqs.filter((seq) => !seen.has(seq)).map((seq) => ({ seq, message: null }));
  } else {
    const messages = page.items.filter(({ seq }) => !seen.has(seq));
    const laid = layOut(messages, viewpoint, zone, known, changes, before);
    for (const row of laid) known.set(row.message, row);
    rows = laid;
  }
  return { key: seqs[0], before: before?.seq, rows, skipped: seqs.length - rows.length };
}

/**
 * The rows of each page. A page is laid out once: again only when the message before it is another, so that a page that
 * joins costs its own rows and not those of all that is loaded. Pages overlap with their neighbours only.
 */
export function segmentsOf(pages: Page[], laying: Laying): Segment[] {
  let previous: Page | undefined;
  let before: Before | undefined;
  return pages.map((page) => {
    let segment = laying.segments.get(page);
    if (!segment || segment.before !== before?.seq) {
      segment = segmentOf(page, previous, before, laying);
      laying.segments.set(page, segment);
    }
    previous = page;
    before = lastOf(page) ?? before;
    return segment;
  });
}

import type { QueryClient } from '@tanstack/react-query';
import type { MessagePage } from '@/api/types';
import { restored } from './hollow';
import type { HollowPage, Stretch } from './paging';
import { readStretch } from './queries';
import type { Timeline } from './timeline';

/** How long a page that could not be read is left alone. */
const RETRY_MS = 3_000;
/** How many more messages than a page had are read: as many may have been archived between them since. */
const MARGIN = 20;

/** Hollow pages by their parameters. */
type Wanted = ReadonlyMap<Stretch, HollowPage>;

interface Rereading {
  /** Reads the pages that are wanted now, and no longer those that are not. */
  want: (pages: Wanted) => void;
  end: () => void;
}

/** Reads hollow pages again. Hears of each that came, and of each failure when it is time to try once more. */
export function reread(
  client: QueryClient,
  timeline: Timeline,
  onRead: (param: Stretch, page: MessagePage) => void,
  onRetry: () => void,
): Rereading {
  const asked = new Set<Stretch>();
  const failed = new Map<Stretch, ReturnType<typeof setTimeout>>();
  const keyFor = (param: Stretch) => ['stretch', timeline, param];

  async function ask(param: Stretch, page: HollowPage): Promise<void> {
    const limit = page.seqs.length + MARGIN;
    asked.add(param);
    try {
      const answer = await client.fetchQuery({
        queryKey: keyFor(param),
        queryFn: ({ signal }) => readStretch(timeline, { ...param, limit }, signal),
        staleTime: 0,
        gcTime: 0,
      });
      const whole = restored(page, answer, limit);
      if (!whole) throw new Error('more was archived in between than was read');
      if (asked.delete(param)) onRead(param, whole);
    } catch {
      // One that is no longer wanted was called back.
      if (!asked.delete(param)) return;
      const retry = () => {
        failed.delete(param);
        onRetry();
      };
      failed.set(param, setTimeout(retry, RETRY_MS));
    }
  }

  function want(pages: Wanted): void {
    for (const param of asked) {
      if (pages.has(param)) continue;
      asked.delete(param);
      void client.cancelQueries({ queryKey: keyFor(param), exact: true });
    }
    for (const [param, page] of pages) {
      if (!asked.has(param) && !failed.has(param)) void ask(param, page);
    }
  }

  function end(): void {
    want(new Map());
    for (const timer of failed.values()) clearTimeout(timer);
    failed.clear();
  }
  return { want, end };
}

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { MessageKind, MessagePage } from '@/api/types';
import type { Page, Pages, Start, Stretch } from './paging';
import { keyOf, type Timeline } from './timeline';

/** How many messages a page has. */
export const STRETCH = 80;

/** One stretch of a timeline. */
export function readStretch(
  timeline: Timeline,
  query: Stretch & { limit?: number; kinds?: string },
  signal?: AbortSignal,
): Promise<MessagePage> {
  const init = signal ? { signal } : {};
  return 'conversation' in timeline
    ? unwrap(
        api.GET('/conversations/{id}/messages', {
          params: { path: { id: timeline.conversation }, query },
          ...init,
        }),
      )
    : unwrap(api.GET('/parties/{id}/messages', { params: { path: { id: timeline.party }, query }, ...init }));
}

/** A timeline from one place on, in both directions. */
export function useMessages(timeline: Timeline, start: Start) {
  return useInfiniteQuery<Page, Error, Pages, ReturnType<typeof keyOf>, Stretch>({
    queryKey: keyOf(timeline, start),
    initialPageParam: start,
    queryFn: ({ pageParam, signal }) => readStretch(timeline, { limit: STRETCH, ...pageParam }, signal),
    getNextPageParam: (last): Stretch | undefined => (last.after ? { after: last.after } : undefined),
    getPreviousPageParam: (first): Stretch | undefined =>
      first.before ? { before: first.before } : undefined,
    // Archived messages do not change; what is new is asked for by the reader.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    // Comparing pages field by field would look at all that is loaded whenever one joins.
    structuralSharing: false,
  });
}

export function useConversation(id: string) {
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => unwrap(api.GET('/conversations/{id}', { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}

/** Who came into a conversation's room and who left it, the latest thousand; nothing is asked of a party's timeline. */
export function useSeats(id: string | undefined) {
  return useQuery({
    queryKey: ['seats', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/conversations/{id}/seats', { params: { path: { id: id ?? '' } }, signal })),
    staleTime: 60_000,
  });
}

/** Everybody who ever sat in a conversation's room, page by page: who sits there still, then who left. */
export function useStays(id: string) {
  return useInfiniteQuery({
    queryKey: ['stays', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(pageParam && { after: pageParam }) };
      return unwrap(api.GET('/conversations/{id}/stays', { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 60_000,
  });
}

/** How many messages of some kinds are listed at a time. */
const LISTED = 30;

/** The messages of some kinds in a conversation, the newest first. */
export function useKinds(id: string, kinds: MessageKind[]) {
  return useInfiniteQuery({
    queryKey: ['kinds', id, kinds],
    initialPageParam: { edge: 'last' } as Stretch,
    queryFn: ({ pageParam, signal }) =>
      readStretch({ conversation: id }, { limit: LISTED, kinds: kinds.join(','), ...pageParam }, signal),
    getNextPageParam: (last): Stretch | undefined => (last.before ? { before: last.before } : undefined),
    staleTime: 60_000,
  });
}

/** The days on which a timeline has messages. */
export function useDays(timeline: Timeline, enabled: boolean) {
  return useQuery({
    queryKey: ['days', timeline],
    enabled,
    queryFn: ({ signal }) =>
      'conversation' in timeline
        ? unwrap(
            api.GET('/conversations/{id}/days', { params: { path: { id: timeline.conversation } }, signal }),
          )
        : unwrap(api.GET('/parties/{id}/days', { params: { path: { id: timeline.party } }, signal })),
    staleTime: 5 * 60_000,
  });
}

/** Where a conversation contains a query. */
export function useHits(id: string, q: string, fold: boolean) {
  return useQuery({
    queryKey: ['hits', id, q, fold],
    enabled: q.trim() !== '',
    queryFn: ({ signal }) =>
      unwrap(api.POST('/conversations/{id}/hits', { params: { path: { id } }, body: { q, fold }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** The exact plaintext of a message, on demand: each reading of it is on record. */
export function usePlaintext(seq: number, enabled: boolean) {
  return useQuery({
    queryKey: ['plaintext', seq],
    enabled,
    queryFn: ({ signal }) => unwrap(api.GET('/messages/{seq}/raw', { params: { path: { seq } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

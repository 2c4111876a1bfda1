import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { Start, Stretch } from './paging';

const STRETCH = 80;
/** What is further away is dropped and read again on the way back: memory stays flat over any length. */
const MAX_PAGES = 40;

/** A conversation from one place on, in both directions. */
export function useMessages(id: string, start: Start) {
  return useInfiniteQuery({
    queryKey: ['messages', id, start],
    initialPageParam: start as Stretch,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/conversations/{id}/messages', {
          params: { path: { id }, query: { limit: STRETCH, ...pageParam } },
          signal,
        }),
      ),
    getNextPageParam: (last): Stretch | undefined => (last.after ? { after: last.after } : undefined),
    getPreviousPageParam: (first): Stretch | undefined =>
      first.before ? { before: first.before } : undefined,
    maxPages: MAX_PAGES,
    // Archived messages do not change; what is new is asked for by the reader.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

export function useConversation(id: string) {
  return useQuery({
    queryKey: ['conversation', id],
    queryFn: ({ signal }) => unwrap(api.GET('/conversations/{id}', { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}

/** The days on which a conversation has messages. */
export function useDays(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['days', id],
    enabled,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/conversations/{id}/days', { params: { path: { id } }, signal })),
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

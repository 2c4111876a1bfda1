import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { ConversationKind, PartyKind } from '@/api/types';

const PAGE = 60;

/** People of one kind, page by page. */
export function usePeople(kind: PartyKind, q: string, enabled = true) {
  return useInfiniteQuery({
    enabled,
    queryKey: ['parties', kind, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { kind, limit: PAGE, ...(q && { q }), ...(pageParam && { after: pageParam }) };
      return unwrap(api.GET('/parties', { params: { query }, signal }));
    },
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

interface ConversationFilter {
  party?: string | undefined;
  kind?: ConversationKind | undefined;
  q?: string | undefined;
  /** Only those that the operator pinned. */
  pinned?: boolean | undefined;
}

/** Conversations, the last active first, page by page. */
export function useConversations({ party, kind, q, pinned }: ConversationFilter, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['conversations', party ?? '', kind ?? '', q ?? '', pinned ?? false],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: PAGE,
        ...(party && { party }),
        ...(kind && { kind }),
        ...(q && { q }),
        ...(pinned && { pinned }),
        ...(pageParam && { after: pageParam }),
      };
      return unwrap(api.GET('/conversations', { params: { query }, signal }));
    },
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export const partyQuery = (id: string) =>
  queryOptions({
    queryKey: ['party', id],
    queryFn: ({ signal }) => unwrap(api.GET('/parties/{id}', { params: { path: { id } }, signal })),
    staleTime: 5 * 60_000,
  });

/** A conversation by its id, as lists know it; nothing is asked for without an id. */
export function useConversationTitle(id: string | undefined) {
  return useQuery({
    queryKey: ['conversation', id ?? ''],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      unwrap(api.GET('/conversations/{id}', { params: { path: { id: id ?? '' } }, signal })),
    staleTime: 60_000,
  });
}

/** One person; nothing is asked for without an id. */
export function useParty(id: string | undefined) {
  return useQuery({ ...partyQuery(id ?? ''), enabled: id !== undefined });
}

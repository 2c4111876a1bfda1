import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { SearchAnswer, SearchRequest } from '@/api/types';
import { KINDS } from './kinds';

const PAGE = 30;

/** The request as the description spells it; see `Sent`. */
function body(request: SearchRequest): components['schemas']['SearchRequest'] {
  return request as components['schemas']['SearchRequest'];
}

/** Hits, page by page, each with the message before and after it. */
export function useSearchHits(request: SearchRequest, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['search', request],
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }): Promise<SearchAnswer> =>
      unwrap(
        api.POST('/search', {
          body: body({ ...request, limit: PAGE, context: true, ...(pageParam && { after: pageParam }) }),
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

/** Tells whether a request asks for nothing in particular. */
function isOpen({ q = '', fold: _fold, order: _order, ...filters }: SearchRequest): boolean {
  return q.trim() === '' && Object.values(filters).every((value) => value === undefined);
}

/** How many hits there are of each kind, whatever kinds are chosen. */
export function useKindCounts(request: SearchRequest, enabled: boolean) {
  const { kinds, ...rest } = request;
  // Where kinds are all that was chosen, every kind is asked for: nothing at all is no question.
  const others = { ...rest, ...(kinds && isOpen(rest) && { kinds: KINDS }) };
  return useQuery({
    queryKey: ['search-kinds', others],
    enabled,
    queryFn: ({ signal }): Promise<SearchAnswer> =>
      unwrap(api.POST('/search', { body: body({ ...others, limit: 0, kinds_count: true }), signal })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

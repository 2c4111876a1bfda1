import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, BASE, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { SeatList } from './params';

type Schemas = components['schemas'];
export type Scope = Schemas['ScopeView'];
export type ScopeRule = Schemas['ScopeRuleView'];
export type Selector = Schemas['ScopeSelector'];
export type Effect = Schemas['ScopeEffect'];
export type DraftBody = Schemas['ScopeDraft'];
export type Preview = Schemas['ScopePreview'];
export type ScopePeople = Schemas['ScopePeople'];
export type ScopeSeats = Schemas['ScopeSeats'];
export type ScopeMember = Schemas['ScopeMemberView'];
export type Reconcile = Schemas['ReconcileView'];
export type ReconcileItem = Schemas['ReconcileItem'];
export type Edition = Schemas['Edition'];

const KEY = ['scope'] as const;

/** Where everybody whom the reconciliation found is as a file. */
export const SEATS_FILE = `${BASE}/scope/reconcile/csv`;

export function useScope() {
  return useQuery({
    queryKey: [...KEY, 'rules'],
    queryFn: ({ signal }) => unwrap(api.GET('/scope', { signal })),
  });
}

/** What rules may name: departments and tags. */
export function useChoices() {
  return useQuery({
    queryKey: [...KEY, 'choices'],
    queryFn: ({ signal }) => unwrap(api.GET('/scope/choices', { signal })),
    staleTime: 60_000,
  });
}

/** Members by a part of their name. */
export function useCandidates(q: string, open: boolean) {
  return useQuery({
    queryKey: [...KEY, 'candidates', q],
    queryFn: ({ signal }) => unwrap(api.GET('/scope/choices/members', { params: { query: { q } }, signal })),
    enabled: open,
    placeholderData: keepPreviousData,
  });
}

/** What a draft would change. */
export function usePreview(body: DraftBody) {
  return useQuery({
    queryKey: [...KEY, 'preview', body],
    queryFn: ({ signal }) => unwrap(api.POST('/scope/preview', { body, signal })),
    retry: false,
    gcTime: 0,
  });
}

export function useSaveScope() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: DraftBody) => unwrap(api.PUT('/scope', { body })),
    onSuccess: (saved) => {
      client.setQueryData([...KEY, 'rules'], saved);
      for (const part of ['member', 'reconcile'])
        void client.invalidateQueries({ queryKey: [...KEY, part] });
    },
  });
}

/** Whether a member was in scope at a moment. */
export function useScopeMember(id: string | undefined, at: number | undefined) {
  return useQuery({
    queryKey: [...KEY, 'member', id, at],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/scope/members/{id}', {
          params: { path: { id: id ?? '' }, query: at === undefined ? {} : { at } },
          signal,
        }),
      ),
    enabled: id !== undefined,
  });
}

/** What the last reconciliation found, with the people of one list. */
export function useReconcile(list: SeatList, reason: string | undefined) {
  return useInfiniteQuery({
    queryKey: [...KEY, 'reconcile', list, reason],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/scope/reconcile', {
          params: { query: { list, ...(reason && { reason }), ...(pageParam && { after: pageParam }) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Asks WeCom for its list now. */
export function useReconcileNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/scope/reconcile')),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: [...KEY, 'reconcile'] });
      void client.invalidateQueries({ queryKey: ['overview'] });
    },
  });
}

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Operators = Schemas['OperatorsView'];
export type Operator = Schemas['OperatorRow'];
export type Assignment = Schemas['AssignmentView'];
export type NewRight = Schemas['NewAssignment'];
export type NewOperator = Schemas['NewOperatorRequest'];
export type Role = Schemas['Role'];
export type DataScope = Schemas['DataScope'];
export type ScopeNames = Schemas['DataScopeNames'];
export type Separation = Schemas['Separation'];
export type AccessAnswer = Schemas['AccessAnswer'];
export type AccessStanding = Schemas['AccessStanding'];
export type AccessReason = Schemas['AccessReason'];
export type Change = Schemas['RightChange'];

const KEY = ['access'] as const;

export function useOperators() {
  return useQuery({
    queryKey: [...KEY, 'operators'],
    queryFn: ({ signal }) => unwrap(api.GET('/operators', { signal })),
  });
}

/** Whatever is changed, operators and answers about them are read again. */
function useChange<T, R>(change: (body: T) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useCreateOperator() {
  return useChange((body: NewOperator) => unwrap(api.POST('/operators', { body })));
}

export function useGrant(id: string) {
  return useChange((body: NewRight) =>
    unwrap(api.POST('/operators/{id}/assignments', { params: { path: { id } }, body })),
  );
}

export function useEndRight(id: string) {
  return useChange((reason: string) =>
    unwrap(api.POST('/assignments/{id}/end', { params: { path: { id } }, body: { reason } })),
  );
}

export function useDisable(id: string) {
  return useChange((reason: string) =>
    unwrap(api.POST('/operators/{id}/disable', { params: { path: { id } }, body: { reason } })),
  );
}

export function useLinkMember(id: string) {
  return useChange((member: string) =>
    unwrap(api.PUT('/operators/{id}/member', { params: { path: { id } }, body: { member } })),
  );
}

export function useSeparate() {
  return useChange((separation: Separation) => unwrap(api.PUT('/separation', { body: { separation } })));
}

export function useProtect() {
  return useChange(({ id, reason }: { id: string; reason: string }) =>
    unwrap(api.PUT('/protected-members/{id}', { params: { path: { id } }, body: { reason } })),
  );
}

export function useUnprotect() {
  return useChange((id: string) =>
    unwrap(api.DELETE('/protected-members/{id}', { params: { path: { id } } })),
  );
}

/** How much more or less an operator would see. */
export function useRightPreview(id: string, change: Change | null) {
  return useQuery({
    queryKey: [...KEY, 'preview', id, change],
    queryFn: ({ signal }) => {
      if (!change) throw new Error('nothing to look at');
      return unwrap(api.POST('/operators/{id}/preview', { params: { path: { id } }, body: change, signal }));
    },
    enabled: change !== null,
    retry: false,
    gcTime: 0,
  });
}

/** The departments and tags that a data scope may name. */
export function useScopeChoices() {
  return useQuery({
    queryKey: [...KEY, 'choices'],
    queryFn: ({ signal }) => unwrap(api.GET('/access/choices', { signal })),
    staleTime: 60_000,
  });
}

function useParties(kind: 'member' | 'external_contact', q: string, open: boolean) {
  return useQuery({
    queryKey: [...KEY, 'parties', kind, q],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/access/choices/parties', { params: { query: { kind, q } }, signal })),
    enabled: open,
    placeholderData: keepPreviousData,
  });
}

/** Members by a part of their name. */
export function useMembers(q: string, open: boolean) {
  return useParties('member', q, open);
}

/** External contacts by a part of their name. */
export function useContacts(q: string, open: boolean) {
  return useParties('external_contact', q, open);
}

/** Rooms by a part of their name. */
export function useRooms(q: string, open: boolean) {
  return useQuery({
    queryKey: [...KEY, 'rooms', q],
    queryFn: ({ signal }) => unwrap(api.GET('/access/choices/rooms', { params: { query: { q } }, signal })),
    enabled: open,
    placeholderData: keepPreviousData,
  });
}

interface Question {
  conversation: string | undefined;
  operator: string | undefined;
  at: number | undefined;
}

/** Who sees a conversation, and why. */
export function useExplanation({ conversation, operator, at }: Question) {
  return useQuery({
    queryKey: [...KEY, 'explain', conversation, operator, at],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/conversations/{id}/access', {
          params: {
            path: { id: conversation ?? '' },
            query: { ...(operator && { operator }), ...(at !== undefined && { at }) },
          },
          signal,
        }),
      ),
    enabled: Boolean(conversation),
    retry: false,
  });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { asProblem } from '@/api/problem';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];

export type Me = Schemas['MeView'];
export type MeNotice = Schemas['MeNotice'];
export type MeAnswer = Schemas['MeAnswer'];
export type Terms = Schemas['PublicNotice'];

const KEY = ['me'] as const;

/** The member's own page; null where no member is signed in. */
export function useMe(enabled: boolean) {
  return useQuery({
    queryKey: KEY,
    enabled,
    staleTime: 0,
    async queryFn({ signal }): Promise<Me | null> {
      try {
        return await unwrap(api.GET('/me', { signal }));
      } catch (error) {
        if (asProblem(error).code === 'signed_out') return null;
        throw error;
      }
    },
  });
}

/** Opens a personal link, once. */
export function useOpenLink() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => unwrap(api.POST('/me/session', { body: { token } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useAnswer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: MeAnswer) => unwrap(api.POST('/me/answers', { body })),
    onSuccess: (me) => client.setQueryData(KEY, me),
  });
}

export function useAsk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => unwrap(api.POST('/me/questions', { body: { text } })),
    onSuccess: (me) => client.setQueryData(KEY, me),
  });
}

export function useLeave() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/me/session')),
    onSuccess: () => client.setQueryData(KEY, null),
  });
}

export function useTerms(id: string) {
  return useQuery({
    queryKey: ['terms', id],
    queryFn: ({ signal }) => unwrap(api.GET('/terms/{id}', { params: { path: { id } }, signal })),
  });
}

import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { createContext, useContext, useState } from 'react';
import { api, unwrap } from '@/api/client';
import { asProblem } from '@/api/problem';
import { SESSION_KEY } from '@/api/query-client';
import type { components } from '@/api/schema';
import type { Permission, Session } from '@/api/types';

/** Who is signed in; null where nobody is. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  staleTime: 5 * 60_000,
  async queryFn({ signal }): Promise<Session | null> {
    try {
      return await unwrap(api.GET('/session', { signal }));
    } catch (error) {
      if (asProblem(error).code === 'signed_out') return null;
      throw error;
    }
  },
});

/** The session, on pages that are shown to nobody without one. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  // A session that ended is used until the shell, which leaves at once, has taken this page away.
  const [last] = useState(data);
  const session = data ?? last;
  if (!session) throw new Error('no session');
  return session;
}

/** The zone in which all times are shown: given once for a page, since each row of a list asks for it. */
export const Zone = createContext<string | null>(null);

/** The zone in which all times are shown. */
export function useZone(): string {
  const zone = useContext(Zone);
  if (zone === null) throw new Error('no zone');
  return zone;
}

/** Tells whether the operator may do something. */
export function useMay(): (permission: Permission) => boolean {
  const { operator } = useSession();
  return (permission) => operator.permissions.includes(permission);
}

/**
 * Another session begins, or none: nothing of what was read or typed before stays in this browser. The session's own
 * query stays, since what is on the screen watches it to learn of the change.
 */
function startOver(client: QueryClient, session: Session | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
  client.getMutationCache().clear();
  client.setQueryData(SESSION_KEY, session);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) => unwrap(api.POST('/session', { body })),
    onSuccess: (session) => startOver(client, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE('/session')),
    onSuccess: () => startOver(client, null),
  });
}

export function useChangePassword() {
  return useMutation({
    mutationFn: (body: { current: string; new: string }) => unwrap(api.POST('/session/password', { body })),
  });
}

/** Whether the archive still needs its first operator. */
export function useSetUpNeeded() {
  return useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => unwrap(api.GET('/setup', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useSetUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: components['schemas']['SetupRequest']) => unwrap(api.POST('/setup', { body })),
    onSuccess: (session) => startOver(client, session),
  });
}

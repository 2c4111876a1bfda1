import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { DirectoryParams } from './params';

type Schemas = components['schemas'];

export type Department = Schemas['DepartmentNode'];
export type DirectoryTag = Schemas['DirectoryTag'];
export type Member = Schemas['DirectoryMember'];
export type MemberView = Schemas['DirectoryMemberView'];
export type Contact = Schemas['DirectoryContact'];
export type ContactView = Schemas['DirectoryContactView'];
export type Room = Schemas['DirectoryRoom'];
export type Standing = Schemas['ArchiveStanding'];
export type Figures = Schemas['DirectoryFigures'];

const DIRECTORY = 'directory';
const FRESH_MS = 60_000;

/** A query's parameters without those that are not told. */
function told<T extends object>(parameters: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

export function useDepartments() {
  return useQuery({
    queryKey: [DIRECTORY, 'departments'],
    queryFn: ({ signal }) => unwrap(api.GET('/directory/departments', { signal })),
    staleTime: FRESH_MS,
  });
}

export function useTags() {
  return useQuery({
    queryKey: [DIRECTORY, 'tags'],
    queryFn: ({ signal }) => unwrap(api.GET('/directory/tags', { signal })),
    staleTime: FRESH_MS,
  });
}

export function useMembers({ department, only, tag, standing, q }: DirectoryParams) {
  const children = department === undefined || only === '1' ? undefined : true;
  return useInfiniteQuery({
    queryKey: [DIRECTORY, 'members', department, children, tag, standing, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = told({ department, children, tag, state: standing, q, after: pageParam });
      return unwrap(api.GET('/directory/members', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

export function useMember(id: string) {
  return useQuery({
    queryKey: [DIRECTORY, 'member', id],
    queryFn: ({ signal }) => unwrap(api.GET('/directory/members/{id}', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
  });
}

export function useContacts({ of, state, q }: DirectoryParams) {
  return useInfiniteQuery({
    queryKey: [DIRECTORY, 'contacts', of, state, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = told({ member: of, state, q, after: pageParam });
      return unwrap(api.GET('/directory/contacts', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

export function useContact(id: string) {
  return useQuery({
    queryKey: [DIRECTORY, 'contact', id],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/directory/contacts/{id}', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
  });
}

export function useRooms({ of, side, q }: DirectoryParams) {
  const external = side === undefined ? undefined : side === 'external';
  return useInfiniteQuery({
    queryKey: [DIRECTORY, 'rooms', of, external, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = told({ party: of, external, q, after: pageParam });
      return unwrap(api.GET('/directory/rooms', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

export function useRoom(id: string) {
  return useQuery({
    queryKey: [DIRECTORY, 'room', id],
    queryFn: ({ signal }) => unwrap(api.GET('/directory/rooms/{id}', { params: { path: { id } }, signal })),
    staleTime: FRESH_MS,
  });
}

/** Who sits in a room, then who left it. */
export function useRoomSeats(id: string) {
  return useInfiniteQuery({
    queryKey: [DIRECTORY, 'seats', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = told({ after: pageParam });
      return unwrap(api.GET('/directory/rooms/{id}/seats', { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: FRESH_MS,
  });
}

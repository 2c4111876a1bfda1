import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';

/** A link to a file, asked for when it is needed: each is on record. It is asked for anew before it expires. */
export function useFileLink(seq: number, slot: number, enabled: boolean) {
  return useQuery({
    queryKey: ['file', seq, slot],
    enabled,
    queryFn: ({ signal }) =>
      unwrap(api.POST('/files/{seq}/{slot}/link', { params: { path: { seq, slot } }, signal })),
    staleTime: 20 * 60_000,
    gcTime: 20 * 60_000,
    retry: false,
  });
}

import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';

/** The texts that were drawn from a file, when somebody wants to read them: each reading is on record. */
export function useFileTexts(seq: number, slot: number) {
  return useQuery({
    queryKey: ['file-texts', seq, slot],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/files/{seq}/{slot}/texts', { params: { path: { seq, slot } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}

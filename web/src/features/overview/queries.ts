import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';

const REFRESH_MS = 15_000;

/** The figures, kept fresh while the page is open; they hold no content. */
export function useOverview() {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => unwrap(api.GET('/overview', { signal })),
    refetchInterval: REFRESH_MS,
    staleTime: REFRESH_MS,
  });
}

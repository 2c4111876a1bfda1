import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

export type Quarantine = components['schemas']['QuarantineView'];

export function useQuarantine() {
  return useQuery({
    queryKey: ['quarantine'],
    queryFn: ({ signal }) => unwrap(api.GET('/quarantine', { signal })),
    staleTime: 0,
  });
}

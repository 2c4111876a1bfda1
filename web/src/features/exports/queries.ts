import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, BASE, unwrap } from '@/api/client';
import type { components } from '@/api/schema';
import type { ExportFormat, ExportJob, SearchRequest, TableFormat } from '@/api/types';

const KEY = ['exports'] as const;
const WHILE_RUNNING_MS = 1_000;

export function isActive(job: Pick<ExportJob, 'state'>): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** Every export, the newest first; asked for again while one is at work. */
export function useExports() {
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }): Promise<ExportJob[]> =>
      (await unwrap(api.GET('/exports', { signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? WHILE_RUNNING_MS : false),
    staleTime: 0,
  });
}

type Search = components['schemas']['SearchRequest'];

interface Wanted {
  format: ExportFormat;
  table: TableFormat;
  search: SearchRequest;
}

/** The files of what a search finds, before they are asked for. */
export function useExportEstimate(search: SearchRequest) {
  return useQuery({
    queryKey: ['export-estimate', search],
    queryFn: ({ signal }) =>
      unwrap(api.POST('/exports/estimate', { body: { format: 'zip', search: search as Search }, signal })),
  });
}

export function useCreateExport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ format, table, search }: Wanted) =>
      unwrap(api.POST('/exports', { body: { format, table, search: search as Search } })),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export type ExportAct = 'cancel' | 'resume' | 'delete';

/** Cancels, resumes or deletes an export. */
export function useExportAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, act }: { id: string; act: ExportAct }): Promise<void> => {
      const params = { path: { id } };
      if (act === 'cancel') await unwrap(api.POST('/exports/{id}/cancel', { params }));
      if (act === 'resume') await unwrap(api.POST('/exports/{id}/resume', { params }));
      if (act === 'delete') await unwrap(api.DELETE('/exports/{id}', { params }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** How long the server has to take note of a download before the list is asked for again. */
const NOTED_MS = 1_000;

/** Shows, soon after a download began, that it was counted. */
export function useDownloadNoted(): () => void {
  const client = useQueryClient();
  return () => void setTimeout(() => void client.invalidateQueries({ queryKey: KEY }), NOTED_MS);
}

/** Where the file is; each download is on record. */
export function fileAddress(id: string): string {
  return `${BASE}/exports/${encodeURIComponent(id)}/file`;
}

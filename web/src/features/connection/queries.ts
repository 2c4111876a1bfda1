import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '@/api/client';
import { SESSION_KEY } from '@/api/query-client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Connection = Schemas['ConnectionView'];
export type Step = Schemas['ConnectionStep'];
export type StepView = Schemas['ConnectionStepView'];
export type StepForm = Schemas['ConnectionStepForm'];
export type Check = Schemas['ConnectionCheckView'];
export type Key = Schemas['ConnectionKeyView'];

const KEY = ['connection'] as const;
/** How often the page looks while WeCom is to test the address, and while the first messages come. */
const WHILE_WAITING_MS = 3_000;

/** Where the connection stands; looked at again while something outside is waited for. */
export function useConnection() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => unwrap(api.GET('/connection', { signal })),
    refetchInterval: ({ state }) =>
      state.data?.ready && state.data.received === 0 ? WHILE_WAITING_MS : false,
  });
}

/** Does something, and shows where the connection stands then. */
function useAct<T>(act: (asked: T) => Promise<Connection>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (view) => client.setQueryData(KEY, view),
    onError: () => void client.invalidateQueries({ queryKey: KEY }),
  });
}

const path = (step: Step) => ({ params: { path: { step } } });
const ofKey = (version: number) => ({ params: { path: { version } } });

function check(step: Step): Promise<Connection> {
  return unwrap(api.POST('/connection/steps/{step}/check', path(step)));
}

export function useCheck() {
  return useAct(check);
}

/** Fills in a step and checks it at once. */
export function useSave() {
  const client = useQueryClient();
  return useAct(async ({ step, form }: { step: Step; form: StepForm }) => {
    await unwrap(api.PUT('/connection/steps/{step}', { ...path(step), body: form }));
    // The corp's name stands beside the logo.
    if (step === 'corp') void client.invalidateQueries({ queryKey: SESSION_KEY });
    return check(step);
  });
}

export function useClear() {
  return useAct((step: Step) => unwrap(api.DELETE('/connection/steps/{step}', path(step))));
}

/** Uploads the library and checks it at once. */
export function useUploadLibrary() {
  return useAct(async (file: File) => {
    await unwrap(
      api.POST('/connection/library', {
        // The description says bytes; a file is sent as it is.
        body: file as unknown as number[],
        bodySerializer: (body) => body,
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
    );
    return check('library');
  });
}

export function useMakeKey() {
  return useAct<void>(async () => {
    await unwrap(api.POST('/connection/keys', { body: {} }));
    return check('key');
  });
}

export function useImportKey() {
  return useAct(async (body: Schemas['ConnectionKeyImport']) => {
    await unwrap(api.POST('/connection/keys/import', { body }));
    return check('key');
  });
}

export function useRenumber() {
  return useAct(async ({ from, to }: { from: number; to: number }) => {
    await unwrap(api.PUT('/connection/keys/{version}', { ...ofKey(from), body: { version: to } }));
    return check('key');
  });
}

export function useSplitAgain() {
  return useAct((version: number) => unwrap(api.POST('/connection/keys/{version}/shares', ofKey(version))));
}

interface Taking {
  version: number;
  number: number;
  holder: string;
}

/** Takes a share, which is shown this once and kept nowhere in the browser. */
export function useTakeShare() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ version, number, holder }: Taking) =>
      unwrap(
        api.POST('/connection/keys/{version}/shares/{number}', {
          params: { path: { version, number } },
          body: { holder },
        }),
      ),
    gcTime: 0,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

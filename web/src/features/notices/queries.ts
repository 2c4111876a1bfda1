import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { api, BASE, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];

export type Notice = Schemas['NoticeView'];
export type NoticeSummary = Schemas['NoticeSummary'];
export type NoticeVersion = Schemas['NoticeVersionView'];
export type NoticeText = Schemas['NoticeText'];
export type NoticeFigures = Schemas['NoticeFigures'];
export type NewNotice = Schemas['NewNotice'];
export type Delivery = Schemas['DeliveryView'];
export type DeliveryRequest = Schemas['DeliveryRequest'];
export type Group = 'confirmed' | 'declined' | 'without' | 'refused';
export type Person = Schemas['PersonView'];
export type CustomerConsent = Schemas['CustomerConsentView'];
export type ConsentState = Schemas['CustomerConsent'];
export type Question = Schemas['QuestionView'];
export type RefusalRule = Schemas['RefusalRule'];
export type PaperReceipt = Schemas['PaperReceipt'];
export type Register = Schemas['RegisterView'];

const NOTICES = ['notices'] as const;
const CUSTOMERS = ['customer-consents'] as const;
const QUESTIONS = ['member-questions'] as const;
const RULE = ['refusal-rule'] as const;
const WHILE_RUNNING_MS = 1_000;

/** Whether a delivery or a round of asking goes on. */
export function isActive({ state }: { state: string }): boolean {
  return state === 'queued' || state === 'running';
}

export function useNotices() {
  return useQuery({
    queryKey: [...NOTICES, 'list'],
    queryFn: async ({ signal }) => (await unwrap(api.GET('/notices', { signal }))).items,
    staleTime: 0,
  });
}

/** One notice; asked for again while it is delivered. */
export function useNotice(id: string) {
  return useQuery({
    queryKey: [...NOTICES, 'one', id],
    queryFn: ({ signal }) => unwrap(api.GET('/notices/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.deliveries.some(isActive) ? WHILE_RUNNING_MS : false),
    staleTime: 0,
  });
}

/** Everything that changes a notice ends in asking for it again. */
function useNoticeAct<A, R>(act: (asked: A) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => client.invalidateQueries({ queryKey: NOTICES }) });
}

export function useCreateNotice() {
  return useNoticeAct((body: NewNotice) => unwrap(api.POST('/notices', { body })));
}

export function useSaveDraft(id: string) {
  const params = { path: { id } };
  return useNoticeAct((body: NoticeText) => unwrap(api.PUT('/notices/{id}/draft', { params, body })));
}

export function usePublish(id: string) {
  const params = { path: { id } };
  return useNoticeAct((sha256: string) =>
    unwrap(api.POST('/notices/{id}/publish', { params, body: { sha256 } })),
  );
}

export function useDeliver(id: string) {
  const params = { path: { id } };
  return useNoticeAct((body: DeliveryRequest) =>
    unwrap(api.POST('/notices/{id}/deliveries', { params, body })),
  );
}

export function useResumeDelivery() {
  return useNoticeAct((id: string) =>
    unwrap(api.POST('/notice-deliveries/{id}/resume', { params: { path: { id } } })),
  );
}

export function useRecordPaper(id: string) {
  const params = { path: { id } };
  return useNoticeAct((body: PaperReceipt) => unwrap(api.POST('/notices/{id}/receipts', { params, body })));
}

export function useMakeLinks() {
  return useMutation({
    mutationFn: async (members: string[]) =>
      (await unwrap(api.POST('/personal-links', { body: { members } }))).items,
  });
}

/** Where members stand with a notice, page by page. */
export function usePeople(id: string, group: Group | undefined) {
  return useInfiniteQuery({
    queryKey: [...NOTICES, 'people', id, group],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(group && { group }), ...(pageParam && { after: pageParam }) };
      return unwrap(api.GET('/notices/{id}/people', { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

export interface ConsentFilter {
  state?: ConsentState | undefined;
  side?: 'pair' | 'room' | undefined;
  q?: string | undefined;
}

/** What customers said last, page by page; asked for again while WeCom is asked. */
export function useCustomerConsents({ state, side, q }: ConsentFilter) {
  return useInfiniteQuery({
    queryKey: [...CUSTOMERS, state, side, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(state && { state }),
        ...(side && { side }),
        ...(q && { q }),
        ...(pageParam && { after: pageParam }),
      };
      return unwrap(api.GET('/customer-consents', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => {
      const check = data?.pages[0]?.check;
      return check && isActive(check) ? WHILE_RUNNING_MS : false;
    },
    staleTime: 0,
  });
}

export function useConsentHistory({ side, owner, customer }: CustomerConsent) {
  return useQuery({
    queryKey: [...CUSTOMERS, 'history', side, owner, customer.id],
    queryFn: async ({ signal }) => {
      const query = { side, owner, customer: customer.id };
      return (await unwrap(api.GET('/customer-consents/history', { params: { query }, signal }))).items;
    },
  });
}

export function useCheckConsents() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/customer-consents/check')),
    onSettled: () => client.invalidateQueries({ queryKey: CUSTOMERS }),
  });
}

export function useQuestions() {
  return useQuery({
    queryKey: QUESTIONS,
    queryFn: async ({ signal }) => (await unwrap(api.GET('/member-questions', { signal }))).items,
    staleTime: 0,
  });
}

export function useAnswerQuestion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, text }: { id: string; text: string }) =>
      (await unwrap(api.POST('/member-questions/{id}/answer', { params: { path: { id } }, body: { text } })))
        .items,
    onSuccess: (items) => client.setQueryData(QUESTIONS, items),
  });
}

export function useRefusalRule() {
  return useQuery({
    queryKey: RULE,
    queryFn: ({ signal }) => unwrap(api.GET('/refusal-rule', { signal })),
  });
}

export function useSetRefusalRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RefusalRule) => unwrap(api.PUT('/refusal-rule', { body })),
    onSettled: () => client.invalidateQueries({ queryKey: RULE }),
  });
}

export function useRegister() {
  return useQuery({
    queryKey: ['notice-register'],
    queryFn: ({ signal }) => unwrap(api.GET('/notice-register', { signal })),
    staleTime: 0,
  });
}

/** Where the register's file is; each download is on record. */
export const REGISTER_FILE = `${BASE}/notice-register/csv`;

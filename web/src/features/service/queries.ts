import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, BASE, unwrap } from '@/api/client';
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type Service = Schemas['ServiceView'];
export type Order = Schemas['OrderView'];
export type OrderRequest = Schemas['OrderRequest'];
export type Quote = Schemas['OrderQuote'];
export type Usage = Schemas['UsageView'];
export type Settings = Schemas['ServiceSettings'];
export type Item = Schemas['PriceItem'];
export type Edition = Schemas['Edition'];

const KEY = ['service'] as const;
/** How often an order is looked at while somebody may be paying it. */
const WHILE_WAITING_MS = 3_000;

export function useService() {
  return useQuery({
    queryKey: [...KEY, 'state'],
    queryFn: ({ signal }) => unwrap(api.GET('/service', { signal })),
  });
}

export function useTerms(open: boolean) {
  return useQuery({
    queryKey: [...KEY, 'terms'],
    queryFn: ({ signal }) => unwrap(api.GET('/service/terms', { signal })),
    enabled: open,
  });
}

/** Every order, the newest first; asked for again while one waits for its payment. */
export function useOrders() {
  return useQuery({
    queryKey: [...KEY, 'orders'],
    queryFn: async ({ signal }): Promise<Order[]> =>
      (await unwrap(api.GET('/service/orders', { signal }))).items,
    refetchInterval: ({ state }) =>
      state.data?.some((order) => order.state === 'awaiting_payment') ? WHILE_WAITING_MS : false,
  });
}

/** Looks at the service again when the order that waited has its payment, or waits no more. */
export function useServiceFollowing(waiting: string | undefined): void {
  const client = useQueryClient();
  const before = useRef(waiting);
  useEffect(() => {
    if (before.current === waiting) return;
    before.current = waiting;
    for (const part of ['state', 'usage']) void client.invalidateQueries({ queryKey: [...KEY, part] });
  }, [client, waiting]);
}

export function useUsage() {
  return useQuery({
    queryKey: [...KEY, 'usage'],
    queryFn: ({ signal }) => unwrap(api.GET('/service/usage', { signal })),
  });
}

/** What an order would cost; nothing is asked before it is complete. */
export function useQuote(request: OrderRequest | null) {
  return useQuery({
    queryKey: [...KEY, 'quote', request],
    queryFn: ({ signal }) => unwrap(api.POST('/service/quote', { body: request as OrderRequest, signal })),
    enabled: request !== null,
    retry: false,
  });
}

/** Does something, and shows what came of it everywhere. */
function useAct<T>(act: (asked: T) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useAcceptTerms() {
  return useAct((terms: Schemas['TermsText']) =>
    unwrap(api.POST('/service/terms', { body: { version: terms.version, sha256: terms.sha256 } })),
  );
}

export function usePlaceOrder() {
  return useAct((body: OrderRequest) => unwrap(api.POST('/service/orders', { body })));
}

export function useSetPrice() {
  return useAct((body: Schemas['NewPrice']) => unwrap(api.POST('/service/prices', { body })));
}

export function useSetSettings() {
  return useAct((body: Settings) => unwrap(api.PUT('/service/settings', { body })));
}

const path = (id: string) => ({ params: { path: { id } } });

export function useCloseOrder() {
  return useAct((id: string) => unwrap(api.POST('/service/orders/{id}/close', path(id))));
}

export function useWechatCode() {
  return useAct((id: string) => unwrap(api.POST('/service/orders/{id}/wechat', path(id))));
}

export function useUploadVoucher() {
  return useAct(({ id, file }: { id: string; file: File }) =>
    unwrap(
      api.POST('/service/orders/{id}/vouchers', {
        ...path(id),
        // The description says bytes; a file is sent as it is.
        body: file as unknown as number[],
        bodySerializer: (body) => body,
        headers: { 'Content-Type': 'application/octet-stream' },
      }),
    ),
  );
}

interface Decision {
  id: string;
  voucher: string;
  /** What was seen on the statement; nothing where the voucher is not accepted. */
  seen: Schemas['Confirmation'] | null;
}

export function useDecideVoucher() {
  return useAct(({ id, voucher, seen }: Decision) => {
    const params = { path: { id, voucher } };
    return seen
      ? unwrap(api.POST('/service/orders/{id}/vouchers/{voucher}/confirm', { params, body: seen }))
      : unwrap(api.POST('/service/orders/{id}/vouchers/{voucher}/refuse', { params }));
  });
}

export function useRefund() {
  return useAct(({ id, ...body }: { id: string } & Schemas['NewRefund']) =>
    unwrap(api.POST('/service/orders/{id}/refunds', { ...path(id), body })),
  );
}

export function useRefundDone() {
  return useAct(({ id, refund }: { id: string; refund: string }) =>
    unwrap(api.POST('/service/orders/{id}/refunds/{refund}/done', { params: { path: { id, refund } } })),
  );
}

export function usePutInvoice() {
  return useAct(({ id, invoice }: { id: string; invoice: Schemas['Invoice'] }) =>
    unwrap(api.PUT('/service/orders/{id}/invoice', { ...path(id), body: invoice })),
  );
}

export function useIssueInvoice() {
  return useAct(({ id, number }: { id: string; number: string }) =>
    unwrap(api.POST('/service/orders/{id}/invoice/issued', { ...path(id), body: { number } })),
  );
}

/** Where the file of a voucher is; each look is on record. */
export function voucherAddress(id: string, voucher: string): string {
  return `${BASE}/service/orders/${encodeURIComponent(id)}/vouchers/${encodeURIComponent(voucher)}`;
}

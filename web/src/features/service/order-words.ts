import type { OrderRequest, Service } from './queries';

export type OrderKind = OrderRequest['kind'];

export interface Wish extends OrderRequest {
  kind: OrderKind;
}

/** What can be ordered where a subscription stands. */
export function kindsFor(status: Service['subscription']['status'], hasTrial: boolean): OrderKind[] {
  if (status === 'none') return hasTrial ? ['new', 'trial'] : ['new'];
  if (status === 'active') return ['addition', 'renewal', 'upgrade'];
  if (status === 'grace') return ['renewal'];
  return ['new'];
}

/** What the form begins with. */
export function firstWish({ subscription, settings }: Service): Wish {
  const { current, status } = subscription;
  const isFirst = status === 'none';
  return {
    kind: kindsFor(status, settings.trial_days > 0)[0] ?? 'new',
    edition: current?.edition ?? 'service',
    seats: isFirst ? 100 : 10,
    storage: isFirst ? 1 : 0,
    years: 1,
  };
}

/** The request that a filled-in form makes; null where it makes none yet. */
export function requestOf({ kind, edition, seats, storage, years }: Wish): OrderRequest | null {
  if (kind === 'upgrade') return { kind, edition, seats: 0, storage: 0, years: 0 };
  const isTerm = kind === 'new' || kind === 'renewal';
  if (seats === 0 && !(kind === 'addition' && storage > 0)) return null;
  return { kind, edition, seats, storage, years: isTerm ? years : 0 };
}

/** The colour that a state has, by its meaning. */
export function colourOf(state: string): 'success' | 'warning' | 'default' | 'processing' {
  if (state === 'paid') return 'success';
  if (state === 'awaiting_payment') return 'processing';
  return state === 'refunded' ? 'warning' : 'default';
}

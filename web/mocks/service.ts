import type { components } from '@/api/schema';
import { NOON, SESSION } from './archive';

type Schemas = components['schemas'];

const DAY_MS = 86_400_000;

/** A service where nothing was bought yet, but for what is told. */
export function serviceOf(change: Partial<Schemas['ServiceView']> = {}): Schemas['ServiceView'] {
  return {
    terms: { version: '2026-11', accepted: null },
    settings: { trial_days: 30, grace_days: 30, unpaid_hours: 72, overage_percent: 0, payee: '' },
    prices: [],
    subscription: {
      status: 'none',
      current: null,
      periods: [],
      until: null,
      grace_until: null,
      days_left: 0,
      countdown: null,
      stops_at_end: ['adding'],
      stops_after_grace: ['renewing', 'previews'],
    },
    waiting: null,
    channels: { transfer: false, wechat: true },
    ...change,
  };
}

/** A subscription of a hundred seats that ends in thirty days. */
export function runningOf(): Schemas['SubscriptionView'] {
  const period: Schemas['PeriodView'] = {
    from: NOON - 335 * DAY_MS,
    until: NOON + 30 * DAY_MS,
    edition: 'service',
    seats: 100,
    storage: 1,
    trial: false,
  };
  return {
    ...serviceOf().subscription,
    status: 'active',
    current: period,
    periods: [period],
    until: period.until,
    grace_until: period.until + 30 * DAY_MS,
    days_left: 30,
    countdown: 30,
  };
}

export const ACCEPTED: Schemas['TermsView'] = {
  version: '2026-11',
  accepted: { sha256: 'ab'.repeat(32), at: NOON, operator: '何观', address: '203.0.113.7' },
};

export const QUOTE: Schemas['OrderQuote'] = {
  request: { kind: 'new', edition: 'service', seats: 100, storage: 1, years: 1 },
  term: 1,
  lines: [
    { item: 'seat_service', count: 100, annual: 14_600, from: NOON, until: null, amount: 1_460_000 },
    { item: 'storage', count: 1, annual: 73_000, from: NOON, until: null, amount: 73_000 },
  ],
  amount: 1_533_000,
};

/** An order that waits for its payment, but for what is told. */
export function orderOf(change: Partial<Schemas['OrderView']> = {}): Schemas['OrderView'] {
  const { id, name, display_name } = SESSION.operator;
  return {
    id: '018f0000-0000-7000-8000-0000000000f1',
    number: 'HC20260801ABCDEF012345',
    state: 'awaiting_payment',
    quote: QUOTE,
    created_at: NOON,
    created_by: { id, name, display_name },
    due_at: NOON + 3 * DAY_MS,
    paid_at: null,
    code_url: null,
    received: 0,
    refunded: 0,
    credit: 0,
    payments: [],
    refunds: [],
    vouchers: [],
    invoice: null,
    history: [{ at: NOON, what: 'awaiting_payment', amount: 1_533_000, actor: display_name }],
    ...change,
  };
}

/** A voucher that somebody uploaded. */
export function voucherOf(by: Schemas['OperatorRef']): Schemas['VoucherView'] {
  return {
    id: '018f0000-0000-7000-8000-0000000000f2',
    media_type: 'image/png',
    bytes: 20_480,
    sha256: 'cd'.repeat(32),
    uploaded_at: NOON,
    uploaded_by: by,
    state: 'waiting',
    decided_at: null,
    decided_by: null,
  };
}

export const USAGE: Schemas['UsageView'] = {
  seats_used: 90,
  seats: 100,
  seats_over: false,
  bytes: 50 * 1024 ** 3,
  quota: 100 * 1024 ** 3,
  storage_over: false,
  months: [
    { month: '2026-07', kind: 'message', bytes: 1024 ** 3 },
    { month: '2026-08', kind: 'image', bytes: 49 * 1024 ** 3 },
  ],
  forecast: { bytes_per_day: 1024 ** 3, days: 50 },
};

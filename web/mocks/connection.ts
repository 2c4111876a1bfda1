import type { components } from '@/api/schema';
import { NOON } from './archive';

type Schemas = components['schemas'];
type StepView = Schemas['ConnectionStepView'];
type Step = Schemas['ConnectionStep'];

const REQUIRED: Step[] = ['corp', 'library', 'archive', 'key', 'rehearsal'];
const ALL: Step[] = [
  'corp',
  'network',
  'library',
  'archive',
  'key',
  'rehearsal',
  'escrow',
  'contact',
  'customer',
  'app',
  'callback',
];

/** A check that passed at noon, but for what is told. */
export function checkOf(
  change: Partial<Schemas['ConnectionCheckView']> = {},
): Schemas['ConnectionCheckView'] {
  return {
    at: NOON,
    outcome: 'passed',
    code: null,
    title: null,
    fix: null,
    errcode: null,
    said: null,
    address: null,
    seen: [],
    ...change,
  };
}

/** What WeCom's refusal of an address becomes. */
export const UNTRUSTED = checkOf({
  outcome: 'failed',
  code: 'ip_not_trusted',
  title: { zh: '企业微信拒绝了本机 IP（301042）', en: "WeCom refused this machine's address (301042)" },
  fix: {
    zh: '请把本机出口 IP 加入“会话内容存档 › 可信IP”。',
    en: 'Add its egress address under trusted IPs.',
  },
  errcode: 301_042,
  said: 'ip not match, from ip: 203.0.113.7',
  address: '203.0.113.7',
});

export const KEY: Schemas['ConnectionKeyView'] = {
  version: 1,
  added_at: NOON,
  public_pem: '-----BEGIN PUBLIC KEY-----\nMIIBIjAN\n-----END PUBLIC KEY-----\n',
  public_sha256: 'ab'.repeat(32),
  used: false,
  shares: [1, 2].map((number) => ({ number, taken_at: null, taken_by: null, holder: null })),
};

/** An installation where nothing is filled in yet, but for what is told of its steps and beside them. */
export function connectionOf(
  steps: Partial<Record<Step, Partial<StepView>>> = {},
  change: Partial<Schemas['ConnectionView']> = {},
): Schemas['ConnectionView'] {
  return {
    ready: false,
    steps: ALL.map((step) => ({
      step,
      required: REQUIRED.includes(step),
      state: 'missing',
      written: [],
      set_at: null,
      set_by: null,
      values: [],
      secrets: [],
      check: null,
      ...steps[step],
    })),
    keys: [],
    callback_url: null,
    received: 0,
    ...change,
  };
}

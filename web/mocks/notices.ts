import type { components } from '@/api/schema';
import { on } from './answers';
import { NOON, WANG, ZHANG } from './archive';

type Schemas = components['schemas'];

export const SHA = 'a3f1c0de'.repeat(8);

export const TEXT: Schemas['NoticeText'] = {
  title_zh: '会话存档告知',
  body_zh: '公司将依法存档您在企业微信中的工作会话。',
  title_en: 'Notice',
  body_en: 'Work conversations are archived.',
};

/** A notice with one published version. */
export function noticeOf(more: Partial<Schemas['NoticeSummary']> = {}): Schemas['NoticeView'] {
  const figures = { recipients: 120, sent: 118, confirmed: 90, declined: 3, without: 27, refused: 2 };
  return {
    summary: {
      id: '018f0000-0000-7000-8000-0000000000d1',
      kind: 'template_card',
      audience: 'employee',
      asks: 'consent',
      name: '员工存档告知',
      created_at: NOON,
      version: 1,
      published_at: NOON,
      has_draft: false,
      figures,
      ...more,
    },
    versions: [
      {
        version: 1,
        text: TEXT,
        sha256: SHA,
        edited_at: NOON,
        published_at: NOON,
        published_by: { id: '018f0000-0000-7000-8000-000000000001', name: 'heguan', display_name: '何观' },
      },
    ],
    deliveries: [],
    public_url: null,
  };
}

export function personOf(more: Partial<Schemas['PersonView']> = {}): Schemas['PersonView'] {
  return {
    member: ZHANG,
    standing: 'waiting',
    sent_at: NOON,
    times_sent: 1,
    answered_at: null,
    how: null,
    consent: 'pending',
    ...more,
  };
}

export const CONSENT: Schemas['CustomerConsentView'] = {
  side: 'pair',
  owner: ZHANG.id,
  owner_name: ZHANG.name,
  customer: WANG,
  state: 'disagree',
  at: NOON,
  learnt_at: NOON,
  source: 'check',
  entries: 2,
};

export const QUESTION: Schemas['QuestionView'] = {
  id: '018f0000-0000-7000-8000-0000000000f1',
  member: ZHANG,
  asked_at: NOON,
  question: '会存档私人微信吗？',
  answer: null,
  answered_at: null,
  answered_by: null,
};

export const RULE: Schemas['RefusalRule'] = {
  member: 'not_archived',
  customer: 'not_archived',
  basis: 'consent',
  note: '',
};

/** The own page of a member. */
export function meOf(more: Partial<Schemas['MeView']> = {}): Schemas['MeView'] {
  return {
    member: ZHANG,
    corp: '晨曦财富',
    time_zone: 'Asia/Shanghai',
    archived: {
      standing: null,
      seen: true,
      since: NOON - 86_400_000,
      until: NOON,
      messages: 8,
      conversations: 2,
    },
    consent: 'pending',
    rule: RULE,
    notices: [
      {
        id: '018f0000-0000-7000-8000-0000000000d1',
        kind: 'template_card',
        asks: 'consent',
        version: 1,
        text: TEXT,
        sha256: SHA,
        published_at: NOON,
        answer: null,
        answered_at: null,
      },
    ],
    decisions: [],
    questions: [],
    ...more,
  };
}

/** Answers of the pages about notices. */
export const noticeHandlers = [
  on('get', '/notices', () => ({ items: [noticeOf().summary] })),
  on('get', '/notices/{id}', () => noticeOf()),
  on('get', '/notices/{id}/people', () => ({
    items: [personOf()],
    next: null,
    total: 1,
    figures: { recipients: 120, sent: 118, confirmed: 90, declined: 3, without: 27, refused: 2 },
  })),
  on('get', '/customer-consents', () => ({ items: [CONSENT], next: null, total: 1, check: null })),
  on('get', '/customer-consents/history', () => ({
    items: [{ ...CONSENT, state: 'agree' as const, at: NOON - 1000 }, CONSENT],
  })),
  on('get', '/member-questions', () => ({ items: [QUESTION] })),
  on('get', '/refusal-rule', () => RULE),
  on('get', '/me', () => meOf()),
];

import type {
  Content,
  Conversation,
  ExportJob,
  Hit,
  MessageKind,
  MessageView,
  Overview,
  Party,
  PartyRef,
  SearchAnswer,
  Session,
} from '@/api/types';

/** `2026-08-01 11:00:00` in Shanghai. */
export const NOON = Date.parse('2026-08-01T11:00:00+08:00');

export const SESSION: Session = {
  corp: { id: 'ww0123456789abcdef', name: '晨曦财富' },
  operator: {
    id: '018f0000-0000-7000-8000-000000000001',
    name: 'heguan',
    display_name: '何观',
    locale: null,
    roles: ['owner'],
    permissions: [
      'view_overview',
      'view_directory',
      'view_conversation',
      'search',
      'play_media',
      'export',
      'view_status',
      'manage_notices',
      'manage_service',
      'manage_connection',
      'view_access',
      'manage_access',
    ],
  },
  time_zone: 'Asia/Shanghai',
  version: '0.1.0',
};

export const ZHANG: PartyRef = { id: 'zhangwei', kind: 'member', left: false, name: '张伟' };
export const LI: PartyRef = { id: 'lina', kind: 'member', left: true, name: '李娜' };
export const WANG: PartyRef = { id: 'wmABCDEF', kind: 'external_contact', left: false, name: '王芳' };

/** A party as lists have it. */
export function partyOf(ref: PartyRef): Party {
  return {
    ...ref,
    detail: null,
    conversations: 1,
    messages: 8,
    last_at: NOON,
    names: [],
    extent: { message_count: 4, first_at: NOON - 86_400_000, last_at: NOON },
  };
}

export const CONVERSATION: Conversation = {
  id: '018f0000-0000-7000-8000-0000000000c1',
  kind: 'direct',
  title: '张伟、王芳',
  external: true,
  parties: [ZHANG, WANG],
  party_count: 2,
  message_count: 4,
  first_at: NOON - 86_400_000,
  last_at: NOON,
  last_kind: 'text',
  last_preview: '好的',
  pinned: false,
  unread: true,
};

let seq = 1000;

/** A message; its number rises with each. */
export function messageOf(content: Content, more: Partial<MessageView> = {}): MessageView {
  seq += 1;
  const kind: MessageKind = content.type;
  return {
    seq,
    msgid: `${seq}_1785553200_external`,
    action: 'send',
    conversation_id: CONVERSATION.id,
    kind,
    content,
    external: true,
    sender: ZHANG,
    sender_then: null,
    recipients: [WANG],
    recipient_count: 1,
    room: null,
    sent_at: NOON + seq,
    received_at: NOON + seq + 5_000,
    consent: null,
    files: [],
    recalled: null,
    recalls_seq: null,
    ...more,
  };
}

export const text = (words: string, more: Partial<MessageView> = {}): MessageView =>
  messageOf({ type: 'text', text: words, quote: null }, more);

export function hitOf(message: MessageView, snippet: Hit['snippet'], more: Partial<Hit> = {}): Hit {
  const { id, kind, title } = CONVERSATION;
  return {
    message,
    snippet,
    drawn_from: null,
    conversation: { id, kind, title },
    before: null,
    after: null,
    ...more,
  };
}

/** What a search found. */
export function answerOf(hits: Hit[], more: Partial<SearchAnswer> = {}): SearchAnswer {
  return {
    hits,
    total: hits.length,
    understood: [],
    coverage: { searched: 12_345, visible: 12_345, lag_messages: 0, lag_ms: 0, not_searchable: [] },
    kinds: null,
    next: null,
    took_ms: 7,
    ...more,
  };
}

export function exportOf(more: Partial<ExportJob> = {}): ExportJob {
  const { id, name, display_name } = SESSION.operator;
  return {
    id: '018f0000-0000-7000-8000-0000000000e1',
    state: 'done',
    format: 'xlsx',
    file_name: 'huicun-20260801-110000.xlsx',
    search: { q: '保本' },
    operator: { id, name, display_name },
    created_at: NOON,
    finished_at: NOON + 4_000,
    rows_done: 1_284,
    rows_total: 1_284,
    bytes: 1_468_006,
    files: null,
    sha256: 'ab'.repeat(32),
    downloads: 0,
    problem: null,
    ...more,
  };
}

export const OVERVIEW: Overview = {
  as_of: NOON,
  ingest: {
    state: 'idle',
    cursor: 98_765,
    last_pull_at: NOON - 3_000,
    last_pull_messages: 12,
    problem: null,
  },
  scope: {
    at: NOON - 600_000,
    ruled: true,
    archived: 120,
    missing: 0,
    surplus: 0,
    alarm: null,
    failing: null,
  },
  index: { indexed: 98_000, lag_messages: 0, lag_ms: 0 },
  loss_horizon: {
    text_seconds: 431_000,
    media_seconds: null,
    text_alarm_hours: null,
    media_alarm_hours: null,
    window_seconds: 432_000,
  },
  disk: { size: 500 * 2 ** 30, free: 380 * 2 ** 30, room: 'plenty' },
  waiting: { unsealing: 0, parked: [], poison: 0, quarantined: 0, gaps_open: 0 },
  media: {
    waiting: 0,
    saved: 18_250,
    disputed: 0,
    expired: 0,
    refused: 0,
    unmade: 0,
    speech: null,
    first_deadline: null,
    problem: null,
  },
  messages: { today: 1_284, yesterday: 2_345, total: 98_000 },
  people: { archived: 21, members: 64, external_contacts: 380, rooms: 17, conversations: 415 },
  kinds: [
    { kind: 'text', count: 80_000 },
    { kind: 'image', count: 18_000 },
  ],
  trend: [
    { day: '2026-07-31', internal: 1_000, external: 1_345 },
    { day: '2026-08-01', internal: 800, external: 484 },
  ],
};

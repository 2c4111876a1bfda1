import { on } from './answers';
import {
  answerOf,
  CONVERSATION,
  exportOf,
  hitOf,
  LI,
  NOON,
  OVERVIEW,
  partyOf,
  SESSION,
  text,
  WANG,
  ZHANG,
} from './archive';
import { checkOf, connectionOf, KEY } from './connection';
import { directoryHandlers } from './directory';
import { noticeHandlers } from './notices';
import { ACCEPTED, orderOf, QUOTE, runningOf, serviceOf, USAGE } from './service';

const MESSAGES = [
  text('您好，请问年化收益是多少？', { sender: WANG, recipients: [ZHANG], sent_at: NOON - 86_400_000 }),
  text('详见 https://example.com/product [微笑]', { sent_at: NOON - 86_300_000 }),
  text('这款产品不保本', { sent_at: NOON - 60_000 }),
  text('好的', { sender: WANG, recipients: [ZHANG], sent_at: NOON }),
];

/** Takes the messages that hold a text. */
function find(q: string) {
  return MESSAGES.flatMap((message) => {
    const words = message.content.type === 'text' ? message.content.text : '';
    const at = words.indexOf(q);
    if (at < 0) return [];
    const pieces = [words.slice(0, at), words.slice(at, at + q.length), words.slice(at + q.length)];
    return [
      hitOf(
        message,
        pieces.map((piece, index) => ({ text: piece, hit: index === 1 })),
      ),
    ];
  });
}

/** A small archive that answers every page of the console. */
export const handlers = [
  ...noticeHandlers,
  ...directoryHandlers,
  on('get', '/session', () => SESSION),
  on('post', '/session', () => SESSION),
  on('delete', '/session', () => undefined),
  on('get', '/setup', () => ({ needed: false })),
  on('get', '/overview', () => OVERVIEW),
  on('get', '/parties', () => ({ items: [ZHANG, LI, WANG].map(partyOf), next: null, total: 3 })),
  on('get', '/parties/{id}', ({ params }) =>
    partyOf([ZHANG, LI, WANG].find(({ id }) => id === params.id) ?? ZHANG),
  ),
  on('get', '/conversations', ({ url }) =>
    url.searchParams.has('pinned')
      ? { items: [], next: null, total: 0 }
      : { items: [CONVERSATION], next: null, total: 1 },
  ),
  on('put', '/conversations/{id}/reading', () => undefined),
  on('get', '/parties/{id}/messages', () => ({
    items: MESSAGES,
    conversations: [{ id: CONVERSATION.id, kind: CONVERSATION.kind, title: CONVERSATION.title }],
    before: null,
    after: null,
    focus: null,
  })),
  on('get', '/parties/{id}/days', () => ({ days: [{ day: '2026-08-01', count: 4 }] })),
  on('get', '/conversations/{id}', () => CONVERSATION),
  on('get', '/conversations/{id}/seats', () => ({ seats: [], complete: true })),
  on('get', '/conversations/{id}/stays', () => ({ items: [], next: null, total: 0 })),
  on('get', '/conversations/{id}/days', () => ({
    days: [
      { day: '2026-07-31', count: 2 },
      { day: '2026-08-01', count: 2 },
    ],
  })),
  on('get', '/conversations/{id}/messages', () => ({
    items: MESSAGES,
    conversations: [],
    before: null,
    after: null,
    focus: null,
  })),
  on('post', '/conversations/{id}/hits', ({ body }) => {
    const hits = find((body as { q: string }).q);
    return { seqs: hits.map(({ message }) => message.seq), total: hits.length };
  }),
  on('post', '/search', ({ body }) => {
    const hits = find((body as { q?: string }).q ?? '');
    return answerOf(hits, { kinds: [{ kind: 'text', count: hits.length }] });
  }),
  on('get', '/connection', () =>
    connectionOf(
      {
        corp: {
          state: 'passed',
          check: checkOf(),
          values: [{ name: 'corp_id', value: 'ww0123456789abcdef' }],
        },
        key: { state: 'unchecked' },
      },
      { keys: [KEY] },
    ),
  ),
  on('get', '/service', () => serviceOf({ terms: ACCEPTED, subscription: runningOf() })),
  on('get', '/service/orders', () => ({ items: [orderOf({ state: 'paid', received: 1_533_000 })] })),
  on('get', '/service/usage', () => USAGE),
  on('post', '/service/quote', () => QUOTE),
  on('get', '/exports', () => ({ items: [exportOf()] })),
  on('post', '/exports/estimate', () => ({
    messages: 4,
    looked_at: 4,
    files: { kept: 2, missing: 0, bytes: 3_145_728 },
    complete: true,
  })),
];

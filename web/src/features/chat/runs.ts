import type { MessageView, PartyRef } from '@/api/types';
import { dayOf } from '@/format/time';
import type { Before } from './paging';
import { changesBetween, type SeatChange } from './seats';

/** Messages of one sender this close together share one head. */
const RUN_MS = 3 * 60_000;

/** Where a message stands: at the right, at the left, or centred as a line about the conversation. */
export type Side = 'own' | 'other' | 'system';

/** A message as laid out. */
export interface Row {
  /** The number of the message. */
  seq: number;
  message: MessageView;
  side: Side;
  /** The civil day of the message. */
  date: string;
  /** The civil day that begins with this message. */
  day: string | null;
  /** The conversation that begins with this message, where the one before belongs to another. */
  thread: string | null;
  /** Who came into the room or left it since the message before. */
  changes: SeatChange[];
  /** Whether it opens a run: name, role and picture are shown. */
  opens: boolean;
}

/** The place of a message whose page is hollow. */
export interface Blank {
  seq: number;
  message: null;
}

/** What stands in the list. */
export type Placed = Row | Blank;

const SYSTEM_KINDS: ReadonlySet<string> = new Set([
  'revoke',
  'agree',
  'disagree',
  'switch',
  'meeting_notification',
]);

/** Who is at the right: every member, or one of them. */
export type Viewpoint = { members: 'all' } | { members: 'one'; id: string };

/**
 * Chooses who is at the right. With somebody from outside, all members are; among members, the one through whose list
 * the reader came, else the first by id.
 */
export function viewpointOf(
  conversation: { external: boolean; parties: PartyRef[] },
  through: string | undefined,
): Viewpoint {
  if (conversation.external) return { members: 'all' };
  const members = conversation.parties.filter((party) => party.kind === 'member').map((party) => party.id);
  if (through && members.includes(through)) return { members: 'one', id: through };
  const [first] = members.sort();
  return first === undefined ? { members: 'all' } : { members: 'one', id: first };
}

function sideOf(message: Before, viewpoint: Viewpoint): Side {
  if (SYSTEM_KINDS.has(message.kind)) return 'system';
  if (message.sender.kind !== 'member') return 'other';
  return viewpoint.members === 'all' || viewpoint.id === message.sender.id ? 'own' : 'other';
}

/** Rows as they were laid out before, by their messages. */
export type Known = Pick<WeakMap<MessageView, Row>, 'get'>;

const NOTHING_KNOWN: Known = new WeakMap();
const NO_CHANGES: SeatChange[] = [];

function isSame(one: Row, other: Row): boolean {
  return (
    one.side === other.side &&
    one.day === other.day &&
    one.thread === other.thread &&
    one.opens === other.opens &&
    one.changes.length === other.changes.length &&
    one.changes.every((change, index) => change === other.changes[index])
  );
}

/**
 * Lays messages out one after the other, the first as it follows `previous`. Rows of `known`, in the same zone, stay the
 * rows they are where nothing changed.
 */
export function layOut(
  messages: MessageView[],
  viewpoint: Viewpoint,
  zone: string,
  known: Known = NOTHING_KNOWN,
  changes: SeatChange[] = NO_CHANGES,
  previous?: Before,
): Row[] {
  const rows: Row[] = [];
  let before: { message: Before; date: string; side: Side } | undefined = previous && {
    message: previous,
    date: dayOf(previous.sent_at, zone),
    side: sideOf(previous, viewpoint),
  };
  for (const message of messages) {
    const was = known.get(message);
    const date = was?.date ?? dayOf(message.sent_at, zone);
    const side = sideOf(message, viewpoint);
    const newDay = before?.date !== date;
    const newThread = before?.message.conversation_id !== message.conversation_id;
    const meanwhile = changesBetween(changes, before?.message.sent_at, message.sent_at);
    const continues =
      before !== undefined &&
      meanwhile.length === 0 &&
      !newDay &&
      !newThread &&
      before.side === side &&
      before.message.sender.id === message.sender.id &&
      message.sent_at - before.message.sent_at <= RUN_MS;
    const row: Row = {
      seq: message.seq,
      message,
      side,
      date,
      day: newDay ? date : null,
      thread: newThread ? message.conversation_id : null,
      changes: meanwhile,
      opens: side !== 'system' && !continues,
    };
    const kept = was && isSame(was, row) ? was : row;
    rows.push(kept);
    before = kept;
  }
  return rows;
}

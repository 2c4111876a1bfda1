import { numberOf, oneOf, textOf } from '@/app/search-params';
import { isDay } from '@/format/time';

export const WHO = ['members', 'contacts', 'robots', 'rooms'] as const;
export type Who = (typeof WHO)[number];

/** What the reading room's address says. */
export interface ReadingParams {
  /** Which people, or rooms, the first column lists. */
  who?: Who | undefined;
  /** Restricts the first column by name. */
  find?: string | undefined;
  /** Whose conversations the second column lists. */
  party?: string | undefined;
  /** Whether all conversations of `party` are read as one. */
  all?: '1' | undefined;
  /** Only rooms, or only direct chats. */
  kind?: 'room' | 'direct' | undefined;
  /** The message to be shown. */
  at?: number | undefined;
  /** The day to begin with. */
  day?: string | undefined;
  /** The end of the conversation to begin with, where not the last. */
  edge?: 'first' | undefined;
  /** Whether the query behind the `#` is compared byte for byte. */
  exact?: '1' | undefined;
}

export function readReadingParams(search: Record<string, unknown>): ReadingParams {
  const day = textOf(search.day);
  return {
    who: oneOf(search.who, WHO),
    find: textOf(search.find),
    party: textOf(search.party),
    all: oneOf(search.all, ['1']),
    kind: oneOf(search.kind, ['room', 'direct']),
    at: numberOf(search.at),
    day: isDay(day) ? day : undefined,
    edge: oneOf(search.edge, ['first']),
    exact: oneOf(search.exact, ['1']),
  };
}

/** The parties of a list of people. */
export const PARTY_KINDS = {
  members: 'member',
  contacts: 'external_contact',
  robots: 'robot',
} as const;

import type { MessagePage, PartyRef, SeatView } from '@/api/types';

/** Some came into a room, or some left it, at nearly the same time. */
export interface SeatChange {
  at: number;
  joined: boolean;
  parties: PartyRef[];
}

/** Comings and goings this close together are told as one. */
const TOGETHER_MS = 60_000;

/** A stretch of time, its end included; its beginning, where it has one, is not. */
export interface Window {
  since: number | undefined;
  until: number;
}

/**
 * The stretches that pages of messages cover, one for each page: what lies between two pages belongs to the earlier one,
 * so that what was asked for stays the same while older pages come. The oldest page reaches back to the beginning where
 * nothing is older.
 */
export function windowsOf(pages: MessagePage[] | undefined): Window[] {
  const filled = (pages ?? []).filter(({ items }) => items.length > 0);
  return filled.map(({ items, before }, index) => ({
    since: index === 0 && before === null ? undefined : items[0]?.sent_at,
    until: filled[index + 1]?.items[0]?.sent_at ?? items.at(-1)?.sent_at ?? 0,
  }));
}

/** Who came and who went within stretches of time, the earliest first; of each the stays that touch it are told. */
export function seatChanges(told: { window: Window; seats: SeatView[] }[]): SeatChange[] {
  const events = told.flatMap(({ window, seats }) => {
    const since = window.since ?? Number.NEGATIVE_INFINITY;
    return seats
      .flatMap(({ party, from, until }) => [
        ...(typeof from === 'number' ? [{ at: from, joined: true, party }] : []),
        ...(typeof until === 'number' ? [{ at: until, joined: false, party }] : []),
      ])
      .filter(({ at }) => since < at && at <= window.until);
  });
  events.sort((one, other) => one.at - other.at);
  const changes: SeatChange[] = [];
  for (const { at, joined, party } of events) {
    const last = changes.at(-1);
    if (last?.joined === joined && at - last.at <= TOGETHER_MS) last.parties.push(party);
    else changes.push({ at, joined, parties: [party] });
  }
  return changes;
}

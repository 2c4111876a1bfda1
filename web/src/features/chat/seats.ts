import type { PartyRef, SeatView } from '@/api/types';

/** Some came into a room, or some left it, at nearly the same time. */
export interface SeatChange {
  at: number;
  joined: boolean;
  parties: PartyRef[];
}

/** Comings and goings this close together are told as one. */
const TOGETHER_MS = 60_000;

/** Who came and who went, the earliest first. */
export function seatChanges(seats: SeatView[]): SeatChange[] {
  const events = seats.flatMap(({ party, from, until }) => [
    ...(typeof from === 'number' ? [{ at: from, joined: true, party }] : []),
    ...(typeof until === 'number' ? [{ at: until, joined: false, party }] : []),
  ]);
  events.sort((one, other) => one.at - other.at);
  const changes: SeatChange[] = [];
  for (const { at, joined, party } of events) {
    const last = changes.at(-1);
    if (last?.joined === joined && at - last.at <= TOGETHER_MS) last.parties.push(party);
    else changes.push({ at, joined, parties: [party] });
  }
  return changes;
}

/** The changes of a stretch of time, its end included; from the beginning where it has none. */
export function changesBetween(
  changes: SeatChange[],
  after: number | undefined,
  until: number,
): SeatChange[] {
  const since = after ?? Number.NEGATIVE_INFINITY;
  return changes.filter(({ at }) => since < at && at <= until);
}

import { useMemo } from 'react';
import { useSeats } from './queries';
import { type SeatChange, seatChanges } from './seats';
import type { Timeline } from './timeline';

/** Who came into the room of a timeline and who left it; nothing for all conversations of a party. */
export function useSeatChanges(timeline: Timeline): SeatChange[] {
  const seats = useSeats('conversation' in timeline ? timeline.conversation : undefined).data?.seats;
  return useMemo(() => seatChanges(seats ?? []), [seats]);
}

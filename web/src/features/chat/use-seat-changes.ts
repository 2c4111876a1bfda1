import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MessagePage, SeatView } from '@/api/types';
import { seatsQuery, useConversation } from './queries';
import { type SeatChange, seatChanges, windowsOf } from './seats';
import type { Timeline } from './timeline';

const NOBODY: SeatView[] = [];

/**
 * Who came into the room of a timeline and who left it while what is loaded was written; nothing for all conversations
 * of a party. Each page of messages asks for its own stretch of time: a room of many years is not read as a whole.
 */
export function useSeatChanges(timeline: Timeline, pages: MessagePage[] | undefined): SeatChange[] {
  const id = 'conversation' in timeline ? timeline.conversation : undefined;
  const isRoom = useConversation(id).data?.kind === 'room';
  const windows = useMemo(() => (isRoom ? windowsOf(pages) : []), [isRoom, pages]);
  const seats = useQueries({
    queries: windows.map((window) => seatsQuery(id ?? '', window)),
    combine: (answers) => answers.map(({ data }) => data?.seats ?? NOBODY),
  });
  return useMemo(
    () => seatChanges(windows.map((window, index) => ({ window, seats: seats[index] ?? NOBODY }))),
    [windows, seats],
  );
}

import type { Conversation, PartyRef } from '@/api/types';
import { nameOf } from '@/components/party-words';

/** In a direct chat, the one at the other end: who is outside, or who is not the one we came through. */
export function otherParty(
  conversation: Pick<Conversation, 'kind' | 'parties'>,
  viewpoint: string | undefined,
): PartyRef | undefined {
  if (conversation.kind === 'room') return undefined;
  const others = conversation.parties.filter((party) => party.id !== viewpoint);
  return viewpoint === undefined ? undefined : others[0];
}

/** A room's name; in a direct chat the other one's name, or both names where nobody's list is open. */
export function conversationTitle(
  conversation: Pick<Conversation, 'kind' | 'parties' | 'title'>,
  viewpoint?: string,
): string {
  const other = otherParty(conversation, viewpoint);
  return other ? nameOf(other) : conversation.title;
}

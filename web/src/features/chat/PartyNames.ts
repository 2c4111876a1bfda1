import { createContext, useContext } from 'react';
import type { PartyRef } from '@/api/types';
import { nameOf } from '@/components/party-words';

/** Who takes part in the open conversation. */
export const PartyNames = createContext<PartyRef[]>([]);

/** Names a party by its id, as far as it takes part. */
export function usePartyName(): (id: string) => string {
  const parties = useContext(PartyNames);
  return (id) => {
    const known = parties.find((party) => party.id === id);
    return known ? nameOf(known) : id;
  };
}

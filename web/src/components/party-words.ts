import type { PartyRef } from '@/api/types';

const CJK = /\p{Script=Han}/u;

/** The last two characters of a Chinese name, the first letters of another. */
export function initials(name: string): string {
  // What stands behind a middle dot or a bracket is a title rather than a name.
  const trimmed = name.split(/[·・|(\uff08]/)[0]?.trim() || name.trim();
  if (CJK.test(trimmed)) {
    const han = [...trimmed].filter((character) => CJK.test(character));
    return han.slice(-2).join('');
  }
  const words = trimmed.split(/[\s_.-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...trimmed].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** The name, else the id. */
export function nameOf(party: Pick<PartyRef, 'id' | 'name'>): string {
  return party.name || party.id;
}

/** The key of the word for what somebody is. */
export function roleKey(party: Pick<PartyRef, 'kind' | 'left'>): string {
  if (!party.left) return `role.${party.kind}`;
  return party.kind === 'external_contact' ? 'role.deleted' : 'role.left';
}

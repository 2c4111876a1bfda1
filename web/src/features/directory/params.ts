import { numberOf, oneOf, textOf } from '@/app/search-params';

export const PARTS = ['members', 'contacts', 'rooms', 'tags'] as const;
export type Part = (typeof PARTS)[number];

export const STANDINGS = [
  'archived',
  'awaits_consent',
  'refused',
  'out_of_scope',
  'left',
  'unlisted',
] as const;
export const CONTACT_STATES = ['present', 'lost', 'disagreed'] as const;
export const SIDES = ['internal', 'external'] as const;

/** What the address of the directory says. */
export interface DirectoryParams {
  part?: Part | undefined;
  /** A part of a name or an id. */
  q?: string | undefined;
  /** Members of this department, and whether of this one alone. */
  department?: number | undefined;
  only?: '1' | undefined;
  /** Members with this tag. */
  tag?: number | undefined;
  /** Members who stand so with the archive. */
  standing?: (typeof STANDINGS)[number] | undefined;
  /** External contacts of this kind. */
  state?: (typeof CONTACT_STATES)[number] | undefined;
  /** Rooms with somebody outside, or without. */
  side?: (typeof SIDES)[number] | undefined;
  /** External contacts that this member serves; rooms in which this party sits or sat. */
  of?: string | undefined;
  /** Whose details are open. */
  open?: string | undefined;
}

export function readDirectoryParams(search: Record<string, unknown>): DirectoryParams {
  return {
    part: oneOf(search.part, PARTS),
    q: textOf(search.q),
    department: numberOf(search.department),
    only: oneOf(search.only, ['1']),
    tag: numberOf(search.tag),
    standing: oneOf(search.standing, STANDINGS),
    state: oneOf(search.state, CONTACT_STATES),
    side: oneOf(search.side, SIDES),
    of: textOf(search.of),
    open: textOf(search.open),
  };
}

import type { PartyRef } from '@/api/types';
import type { DataScope, NewRight, Role } from './queries';

/** A right as it is written on the page. */
export interface DraftRight {
  role: Role;
  /** Whether it is over a part of the archive. */
  isPart: boolean;
  scope: DataScope;
  /** The people and rooms whom the scope names, with their names. */
  members: PartyRef[];
  contacts: PartyRef[];
  rooms: { id: string; name: string | null }[];
  from: number | null;
  until: number | null;
  reason: string;
}

export const WHOLE: DataScope = {
  departments: [],
  members: [],
  tags: [],
  contacts: [],
  rooms: [],
  kind: null,
  side: null,
  from: null,
  until: null,
};

export const ROLES: Role[] = [
  'reviewer',
  'compliance_officer',
  'investigator',
  'exporter',
  'regulator',
  'data_protection_officer',
  'system_administrator',
  'security_administrator',
  'audit_administrator',
  'owner',
];

const READING: Role[] = ['reviewer', 'compliance_officer', 'investigator', 'exporter', 'regulator', 'owner'];

/** Whether a role reads content, so that a part of the archive may be meant. */
export function readsContent(role: Role): boolean {
  return READING.includes(role);
}

/** A right to begin with: a reviewer of a part of the archive. */
export function newRight(): DraftRight {
  return {
    role: 'reviewer',
    isPart: true,
    scope: WHOLE,
    members: [],
    contacts: [],
    rooms: [],
    from: null,
    until: null,
    reason: '',
  };
}

/** Why a right cannot be granted yet, by its word. */
export function lacking(right: DraftRight): 'scope' | 'end' | 'dates' | 'reason' | null {
  const { scope, role, from, until } = right;
  const named = [scope.departments, scope.members, scope.tags, scope.contacts, scope.rooms].some(
    (names) => names.length > 0,
  );
  const narrowed = named || scope.kind || scope.side || scope.from !== null || scope.until !== null;
  if (readsContent(role) && right.isPart && !narrowed) return 'scope';
  if (role === 'investigator' && !(right.isPart && named)) return 'scope';
  if (role === 'regulator' && until === null) return 'end';
  if (from !== null && until !== null && until <= from) return 'dates';
  if (scope.from !== null && scope.until !== null && scope.until <= scope.from) return 'dates';
  return right.reason.trim() === '' ? 'reason' : null;
}

/** A right as the server takes it. */
export function bodyOf(right: DraftRight): NewRight {
  const { role, from, until, reason } = right;
  const scope = readsContent(role) && right.isPart ? right.scope : WHOLE;
  return { role, scope, from, until, reason: reason.trim() };
}

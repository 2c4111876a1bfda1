import { oneOf, textOf } from '@/app/search-params';

export type ScopeTab = 'rules' | 'seats' | 'member' | 'quarantine';
export type SeatList = 'missing' | 'surplus' | 'unscoped';

/** What the address of the page says. */
export interface ScopeParams {
  tab?: ScopeTab | undefined;
  /** Which of the people whom the reconciliation found. */
  list?: SeatList | undefined;
  reason?: string | undefined;
  /** The member who is asked about, and the day and time; now where there is none. */
  member?: string | undefined;
  day?: string | undefined;
  time?: string | undefined;
}

export const TABS = ['rules', 'seats', 'member', 'quarantine'] as const;
export const LISTS = ['missing', 'surplus', 'unscoped'] as const;

export function readScopeParams(search: Record<string, unknown>): ScopeParams {
  return {
    tab: oneOf(search.tab, TABS),
    list: oneOf(search.list, LISTS),
    reason: textOf(search.reason),
    member: textOf(search.member),
    day: textOf(search.day),
    time: textOf(search.time),
  };
}

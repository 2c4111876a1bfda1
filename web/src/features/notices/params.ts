import { textOf } from '@/app/search-params';

export type NoticeTab = 'texts' | 'customers' | 'questions' | 'rule';

/** What the address of the page says. */
export interface NoticeParams {
  tab?: NoticeTab | undefined;
  notice?: string | undefined;
  /** Filters of what customers said. */
  state?: 'agree' | 'default_agree' | 'disagree' | undefined;
  side?: 'pair' | 'room' | undefined;
  q?: string | undefined;
}

const TABS = ['texts', 'customers', 'questions', 'rule'] as const;
const STATES = ['agree', 'default_agree', 'disagree'] as const;
const SIDES = ['pair', 'room'] as const;

function oneOf<T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}

export function readNoticeParams(search: Record<string, unknown>): NoticeParams {
  return {
    tab: oneOf(TABS, search.tab),
    notice: textOf(search.notice),
    state: oneOf(STATES, search.state),
    side: oneOf(SIDES, search.side),
    q: textOf(search.q),
  };
}

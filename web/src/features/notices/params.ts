import { textOf } from '@/app/search-params';

export type NoticeTab = 'texts' | 'customers' | 'questions' | 'rule';

/** What the address of the page says. */
export interface NoticeParams {
  tab?: NoticeTab | undefined;
  notice?: string | undefined;
}

const TABS = ['texts', 'customers', 'questions', 'rule'];

export function readNoticeParams(search: Record<string, unknown>): NoticeParams {
  const tab = textOf(search.tab);
  return {
    tab: tab && TABS.includes(tab) ? (tab as NoticeTab) : undefined,
    notice: textOf(search.notice),
  };
}

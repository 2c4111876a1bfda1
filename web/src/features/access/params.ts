import { oneOf, textOf } from '@/app/search-params';

export const TABS = ['operators', 'protected', 'explain'] as const;
export type AccessTab = (typeof TABS)[number];

/** What the address of the page says. */
export interface AccessParams {
  tab?: AccessTab | undefined;
  /** The operator whose rights are shown, or who is asked about. */
  operator?: string | undefined;
  /** The conversation that is asked about, and the day and time; now where there is none. */
  conversation?: string | undefined;
  day?: string | undefined;
  time?: string | undefined;
}

export function readAccessParams(search: Record<string, unknown>): AccessParams {
  return {
    tab: oneOf(search.tab, TABS),
    operator: textOf(search.operator),
    conversation: textOf(search.conversation),
    day: textOf(search.day),
    time: textOf(search.time),
  };
}

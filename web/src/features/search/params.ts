import type { MessageKind, SearchRequest } from '@/api/types';
import { oneOf, textOf } from '@/app/search-params';
import { addDays, isDay, startOfDay } from '@/format/time';
import { isKind } from './kinds';

/** The filters of a search, as the address has them. The query's text is behind the `#`. */
export interface SearchParams {
  member?: string | undefined;
  contact?: string | undefined;
  sender?: string | undefined;
  conversation?: string | undefined;
  /** Kinds, separated by commas. */
  kinds?: string | undefined;
  /** The first civil day. */
  from?: string | undefined;
  /** The last civil day, itself included. */
  to?: string | undefined;
  side?: 'internal' | 'external' | undefined;
  direction?: 'sent' | 'received' | undefined;
  recalled?: 'only' | 'hide' | undefined;
  order?: 'oldest' | undefined;
  /** The whole query is one text, compared byte for byte. */
  exact?: '1' | undefined;
}

export function readSearchParams(search: Record<string, unknown>): SearchParams {
  const from = textOf(search.from);
  const to = textOf(search.to);
  return {
    member: textOf(search.member),
    contact: textOf(search.contact),
    sender: textOf(search.sender),
    conversation: textOf(search.conversation),
    kinds: writeKinds(readKinds(textOf(search.kinds))),
    from: isDay(from) ? from : undefined,
    to: isDay(to) ? to : undefined,
    side: oneOf(search.side, ['internal', 'external']),
    direction: oneOf(search.direction, ['sent', 'received']),
    recalled: oneOf(search.recalled, ['only', 'hide']),
    order: oneOf(search.order, ['oldest']),
    exact: oneOf(search.exact, ['1']),
  };
}

/** The kinds of a list in an address; words that are no kind are left out. */
export function readKinds(text: string | undefined): MessageKind[] {
  return (text ?? '').split(',').filter(isKind);
}

export function writeKinds(kinds: MessageKind[]): string | undefined {
  return kinds.length > 0 ? kinds.join(',') : undefined;
}

/** Tells whether anything but the order and the way of matching is set. */
export function hasFilter(params: SearchParams): boolean {
  const { order: _order, exact: _exact, ...filters } = params;
  return Object.values(filters).some((value) => value !== undefined);
}

/** What is asked of the server. Days become moments in the corp's zone. */
export function requestOf(params: SearchParams, q: string, zone: string): SearchRequest {
  const kinds = readKinds(params.kinds);
  const request: SearchRequest = {
    q,
    fold: params.exact !== '1',
    order: params.order ?? 'newest',
    ...(params.member && { member: params.member }),
    ...(params.contact && { contact: params.contact }),
    ...(params.sender && { sender: params.sender }),
    ...(params.conversation && { conversation: params.conversation }),
    ...(kinds.length > 0 && { kinds }),
    ...(params.from && { from: startOfDay(params.from, zone) }),
    ...(params.to && { to: startOfDay(addDays(params.to, 1), zone) }),
    ...(params.side && { side: params.side }),
    ...(params.recalled && { recalled: params.recalled }),
  };
  const seenFrom = params.member ?? params.contact;
  if (params.direction && seenFrom) request.direction = params.direction;
  return request;
}

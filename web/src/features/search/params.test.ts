import { expect, test } from 'vitest';
import { hashOfQuery, parseParams, queryOfHash, writeParams } from '@/app/search-params';
import { hasFilter, readSearchParams, requestOf, type SearchParams } from './params';

const ZONE = 'Asia/Shanghai';
const FULL: SearchParams = {
  member: 'zhang wei&co',
  contact: 'wm+1=2#3',
  sender: '张伟',
  conversation: '018f0000-0000-7000-8000-0000000000c1',
  kinds: 'text,external_redpacket',
  from: '2026-07-01',
  to: '2026-08-01',
  side: 'external',
  direction: 'sent',
  recalled: 'only',
  order: 'oldest',
  exact: '1',
};

test('filters survive the way through an address', () => {
  expect(readSearchParams(parseParams(writeParams({ ...FULL })))).toEqual(FULL);
  expect(writeParams({ ...readSearchParams({}) })).toBe('');
});

test('takes nothing from an address that is no filter', () => {
  const wild = parseParams(
    '?from=2026-02-30&to=x&kinds=text,constructor,&side=all&order=newest&exact=2&q=密',
  );
  const read = readSearchParams(wild);
  expect(writeParams({ ...read })).toBe('?kinds=text');
  expect(read).not.toHaveProperty('q');
  expect(hasFilter(readSearchParams({ order: 'oldest', exact: '1' }))).toBe(false);
  expect(hasFilter(read)).toBe(true);
});

test.each(['返佣 "年化 收益" -保本', 'a+b & c=d', '100% #1 ?x=%41', '😀\u3000ＡＢ'])(
  'the query %j survives the way through a fragment',
  (query) => {
    expect(queryOfHash(`#${hashOfQuery(query)}`)).toBe(query);
    expect(hashOfQuery(query)).not.toMatch(/[\s#&+]/);
  },
);

test('asks the server for whole days of the zone, and for a direction only where it has a side', () => {
  const request = requestOf(FULL, '返佣', ZONE);
  expect(request).toMatchObject({
    q: '返佣',
    fold: false,
    order: 'oldest',
    kinds: ['text', 'external_redpacket'],
    from: Date.parse('2026-07-01T00:00:00+08:00'),
    to: Date.parse('2026-08-02T00:00:00+08:00'),
    direction: 'sent',
  });
  expect(requestOf({ direction: 'sent' }, '', ZONE)).toEqual({ q: '', fold: true, order: 'newest' });
});

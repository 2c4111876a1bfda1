import { expect, test } from 'vitest';
import { addDays, dayOf, formatAgo, formatClock, formatMoment, formatUtc, isDay, startOfDay } from './time';

const SHANGHAI = 'Asia/Shanghai';
const AT = Date.parse('2026-07-31T16:00:07Z');

test('shows moments in the zone, and in UTC beside it', () => {
  expect(formatMoment(AT, SHANGHAI)).toBe('2026-08-01 00:00:07');
  expect(formatClock(AT, SHANGHAI)).toBe('00:00');
  expect(dayOf(AT - 8_000, SHANGHAI)).toBe('2026-07-31');
  expect(formatUtc(AT)).toBe('2026-07-31 16:00:07 UTC');
});

test('shows every hour of a year as the browser does, also where clocks change', () => {
  for (const zone of [
    SHANGHAI,
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  ]) {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    for (
      let at = Date.parse('2025-12-31T00:29:59Z');
      at < Date.parse('2027-01-02T00:00:00Z');
      at += 3_600_000
    )
      expect(formatMoment(at, zone)).toBe(format.format(at));
  }
  expect(formatMoment(-1, 'UTC')).toBe('1969-12-31 23:59:59');
});

test('shows a dash for what is no moment', () => {
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
    expect([formatMoment(at, SHANGHAI), formatClock(at, SHANGHAI), dayOf(at, SHANGHAI)]).toEqual([
      '—',
      '—',
      '—',
    ]);
  }
});

test('begins days where the zone does, also where clocks change', () => {
  expect(startOfDay('2026-08-01', SHANGHAI)).toBe(Date.parse('2026-08-01T00:00:00+08:00'));
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T00:00:00+01:00'));
  expect(startOfDay('2026-03-30', 'Europe/Berlin')).toBe(Date.parse('2026-03-30T00:00:00+02:00'));
  expect(startOfDay('2026-11-01', 'America/New_York')).toBe(Date.parse('2026-11-01T00:00:00-04:00'));
});

test('knows the days that exist, and the days after them', () => {
  expect(['2028-02-29', '2026-02-29', '2026-8-1', '', 'today'].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
  expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1)]).toEqual(['2027-01-01', '2028-02-29']);
});

test('says how long ago in either language, in whole units', () => {
  const ago = (seconds: number, locale: string) => formatAgo(AT - seconds * 1000, AT, locale);
  expect([ago(0, 'zh-CN'), ago(180, 'zh-CN'), ago(86_400, 'zh-CN')]).toEqual(['现在', '3分钟前', '昨天']);
  expect([ago(43, 'en'), ago(7_200, 'en'), ago(86_400, 'en')]).toEqual([
    '43 seconds ago',
    '2 hours ago',
    'yesterday',
  ]);
  // Sixty minutes are an hour, which has not passed yet.
  expect([ago(3_599, 'en'), ago(86_399, 'en')]).toEqual(['59 minutes ago', '23 hours ago']);
  expect(ago(31 * 86_400, 'en')).toBeNull();
});

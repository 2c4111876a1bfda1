import type { TrendDay } from '@/api/types';

/** The trend as CSV: days, internal, external. */
export function trendCsv(head: string[], days: TrendDay[]): string {
  const rows = days.map(({ day, internal, external }) => [day, internal, external]);
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** The smallest round number above all values: 1, 2 or 5 times a power of ten. */
export function roundMaximum(values: number[]): number {
  const highest = Math.max(1, ...values);
  const power = 10 ** Math.floor(Math.log10(highest));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= highest) ?? 10;
  return Math.max(4, factor * power);
}

import type { TFunction } from 'i18next';

const counts = new Map<string, Intl.NumberFormat>();

/** `1,284`. */
export function formatCount(count: number, locale: string): string {
  let format = counts.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale);
    counts.set(locale, format);
  }
  return format.format(count);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.4 MB`; units of 1,024. */
export function formatBytes(bytes: number): string {
  let size = Math.max(0, bytes);
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && size < 10 ? 1 : 0;
  return `${size.toFixed(digits)} ${UNITS[unit]}`;
}

/** `1:05` for playing times. */
export function formatPlaying(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** `¥12.34` from fen. */
export function formatMoney(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}

/** A length of time in its two largest units: `4 天 23 小时`, `43 秒`. */
export function formatSpan(ms: number, t: TFunction): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units: [string, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return t('span.second', { count: 0 });
  const shown: string[] = [];
  let rest = seconds;
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) shown.push(t(`span.${name}`, { count }));
  }
  return shown.join(' ');
}

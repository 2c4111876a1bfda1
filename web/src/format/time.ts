const DAY_MS = 86_400_000;
/** The year 9999: its days are written with four figures. */
const LATEST = 253_370_764_800_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

interface Civil {
  day: string;
  clock: string;
}

function formatted(at: number, zone: string): Civil {
  const part: Record<string, string> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = value;
  return {
    day: `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`,
    clock: `${part.hour}:${part.minute}:${part.second}`,
  };
}

/** The offset of a zone on each day of UTC; null for days on which it changes. */
const offsets = new Map<string, Map<number, number | null>>();
/** As many days are remembered of a zone. */
const DAYS = 4_000;

/** The offset that a zone has during the whole day of a moment: formatting takes far longer than adding it. */
function offsetOfDay(at: number, zone: string): number | null {
  let known = offsets.get(zone);
  if (!known || known.size > DAYS) {
    known = new Map();
    offsets.set(zone, known);
  }
  const day = Math.floor(at / DAY_MS);
  let offset = known.get(day);
  if (offset === undefined) {
    const first = offsetAt(day * DAY_MS, zone);
    offset = first === offsetAt((day + 1) * DAY_MS, zone) ? first : null;
    known.set(day, offset);
  }
  return offset;
}

function civil(at: number, zone: string): Civil {
  const offset = at >= 0 && at < LATEST ? offsetOfDay(at, zone) : null;
  if (offset === null) return formatted(at, zone);
  const text = new Date(at + offset).toISOString();
  return { day: text.slice(0, 10), clock: text.slice(11, 19) };
}

/** `2026-08-01 11:00:37` in a time zone; a dash for what is no moment. */
export function formatMoment(at: number, zone: string): string {
  if (!isMoment(at)) return '—';
  const { day, clock } = civil(at, zone);
  return `${day} ${clock}`;
}

/** `11:00` in a time zone. */
export function formatClock(at: number, zone: string): string {
  return isMoment(at) ? civil(at, zone).clock.slice(0, 5) : '—';
}

/** The civil day, `2026-08-01`, in a time zone. */
export function dayOf(at: number, zone: string): string {
  return isMoment(at) ? civil(at, zone).day : '—';
}

/** `2026-08-01 03:00:37 UTC`. */
export function formatUtc(at: number): string {
  return `${formatMoment(at, 'UTC')} UTC`;
}

function isMoment(at: number): boolean {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15;
}

/** Tells whether a text is a civil day that exists. */
export function isDay(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** The moment at which a civil day begins in a time zone. */
export function startOfDay(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  // The zone's offset at the guess corrects the guess; twice, for days on which the offset changes.
  let at = wanted;
  for (let round = 0; round < 2; round += 1) at = wanted - offsetAt(at, zone);
  return at;
}

function offsetAt(at: number, zone: string): number {
  const { day, clock } = formatted(at, zone);
  return Date.parse(`${day}T${clock}Z`) - Math.floor(at / 1000) * 1000;
}

/** The civil day some days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How long ago in words, such as `3 分钟前`; null where it is too long ago to be of use. */
export function formatAgo(at: number, now: number, locale: string): string | null {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (size < 60) return words.format(seconds, 'second');
  if (size < 3600) return words.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86_400) return words.format(Math.trunc(seconds / 3600), 'hour');
  if (size < 30 * 86_400) return words.format(Math.trunc(seconds / 86_400), 'day');
  return null;
}

/** Filters as they stand in an address: names and plain texts, nothing quoted. */
export type Params = Record<string, string>;

export function parseParams(text: string): Params {
  return Object.fromEntries(new URLSearchParams(text));
}

export function writeParams(params: Record<string, unknown>): string {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') written.set(name, String(value));
  }
  const text = written.toString();
  return text ? `?${text}` : '';
}

/** The query's text lives behind the `#`, which browsers never send. */
export function queryOfHash(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('q') ?? '';
}

export function hashOfQuery(query: string): string {
  return query ? `q=${encodeURIComponent(query)}` : '';
}

/** Takes one of some words, and nothing else. */
export function oneOf<const T extends string>(value: unknown, words: readonly T[]): T | undefined {
  return words.find((word) => word === value);
}

/** Takes a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Takes a whole number. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'number' ? value : Number.parseInt(String(value ?? ''), 10);
  return Number.isSafeInteger(number) ? number : undefined;
}

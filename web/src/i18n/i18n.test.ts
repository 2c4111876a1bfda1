import { expect, test } from 'vitest';
import openapi from '../../../openapi/api.json';
import en from './en.json';
import zh from './zh-CN.json';

type Words = { [key: string]: string | Words };
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Each text by its whole key. */
function flat(words: Words, before = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[before + key, value] as const] : [...flat(value, `${before}${key}.`)],
    ),
  );
}

const LOCALES = { 'zh-CN': flat(zh), en: flat(en) };
const base = (key: string) => key.replace(PLURAL, '');
const basesOf = (words: Map<string, string>) => [...new Set([...words.keys()].map(base))].sort();

/** What a text has filled in, and what it sets apart. */
const parts = (text: string) => [...new Set(text.match(/\{\{\w+\}\}|<\/?\w+>/g) ?? [])].sort();

/** The same for a key, over all its forms; how many is told by the form itself. */
const partsOf = (words: Map<string, string>, key: string) =>
  [...new Set([...words].filter(([name]) => base(name) === key).flatMap(([, text]) => parts(text)))].sort();

/** What the console's own source says, tests aside. */
const SOURCE = Object.entries(
  import.meta.glob<string>(
    ['/src/**/*.{ts,tsx}', '!/src/**/*.test.*', '!/src/testing/**', '!/src/api/schema.ts'],
    {
      query: '?raw',
      import: 'default',
      eager: true,
    },
  ),
);

test('both languages have the same words, and fill in the same', () => {
  expect(basesOf(LOCALES.en)).toEqual(basesOf(LOCALES['zh-CN']));
  for (const key of basesOf(LOCALES.en)) {
    expect({ key, parts: partsOf(LOCALES.en, key) }).toEqual({ key, parts: partsOf(LOCALES['zh-CN'], key) });
  }
});

test.each(Object.entries(LOCALES))(
  '%s says something for each key, in every form that it needs',
  (locale, words) => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe('');
      if (!PLURAL.test(key)) continue;
      for (const form of forms) expect([...words.keys()]).toContain(`${base(key)}_${form}`);
    }
  },
);

test('every key that the source names has words', () => {
  const known = new Set(basesOf(LOCALES['zh-CN']));
  const tops = Object.keys(zh).join('|');
  const named = new RegExp(`'((?:${tops})\\.[\\w.-]+)'|\\bt\\('([\\w.-]+)'`, 'g');
  // A key may also lead to a group, of which the source takes one by a name that it has.
  const groups = new Set(
    [...known].flatMap((key) => key.split('.').map((_, at, all) => all.slice(0, at).join('.'))),
  );
  const unknown = SOURCE.flatMap(([path, source]) =>
    [...source.matchAll(named)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((key) => !known.has(key) && !groups.has(key))
      .map((key) => `${path}: ${key}`),
  );
  expect(unknown).toEqual([]);
});

test('no words are left that the source does not use', () => {
  const all = SOURCE.map(([, source]) => source).join('\n');
  const literals = [...all.matchAll(/['"](\w+(?:\.[\w-]+)*)['"]/g)].map((match) => match[1] ?? '');
  const whole = new Set(literals);
  const groups = [...whole].filter((literal) => literal.includes('.')).map((literal) => `${literal}.`);
  const patterns = [...all.matchAll(/`([\w.]+\.)\$\{[^}]*\}([\w.]*)`/g)].map(
    ([, before = '', after = '']) => new RegExp(`^${before}[\\w-]+${after}$`),
  );
  const unused = basesOf(LOCALES['zh-CN']).filter(
    (key) =>
      !whole.has(key) &&
      !groups.some((group) => key.startsWith(group)) &&
      !patterns.some((pattern) => pattern.test(key)),
  );
  expect(unused).toEqual([]);
});

test('every kind, role and state of the interface has words', () => {
  const { schemas } = openapi.components;
  const contents = schemas.Content.oneOf.flatMap(({ properties }) => properties.type.enum);
  const wanted = [
    ...contents.map((kind) => `kind.${kind}`),
    ...schemas.Role.enum.map((role) => `operatorRole.${role}`),
    ...schemas.PartyKind.enum.map((kind) => `role.${kind}`),
    ...schemas.ExportState.enum.map((state) => `exports.states.${state}`),
    ...schemas.ExportFormat.enum.map((format) => `export.formats.${format}`),
    ...schemas.IngestHealth.enum.map((state) => `overview.ingest.${state}`),
    ...schemas.NoticeKind.enum.map((kind) => `notices.kind.${kind}`),
    ...schemas.Channel.enum.map((channel) => `notices.channel.${channel}`),
    ...schemas.ReceiptStanding.enum.map((standing) => `notices.standing.${standing}`),
    ...schemas.Standing.enum.map((standing) => `service.standings.${standing}`),
    ...schemas.ConnectionStep.enum.map((step) => `connection.step.${step}`),
    ...schemas.ConnectionStepState.enum.map((state) => `connection.state.${state}`),
    ...schemas.How.enum.map((how) => `notices.how.${how}`),
    ...schemas.MemberConsent.enum.map((state) => `notices.consent.${state}`),
    ...schemas.CustomerConsent.enum.map((state) => `notices.customerState.${state}`),
    ...schemas.ConsentSource.enum.map((source) => `notices.source.${source}`),
    ...schemas.ArchiveStanding.enum.map((standing) => `directory.standing.${standing}`),
    ...schemas.ScopeMode.enum.map((mode) => `directory.mode.${mode}`),
    ...schemas.LegalBasis.enum.map((basis) => `notices.ruleChoice.basis.${basis}`),
  ];
  expect(wanted.filter((key) => !LOCALES['zh-CN'].has(key))).toEqual([]);
});

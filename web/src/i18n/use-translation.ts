import i18next, { type i18n, type TFunction } from 'i18next';
import { useSyncExternalStore } from 'react';

interface Words {
  t: TFunction;
  i18n: i18n;
}

let words: Words | null = null;
const readers = new Set<() => void>();

i18next.on('languageChanged', () => {
  words = null;
  for (const reader of readers) reader();
});

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function current(): Words {
  words ??= { t: i18next.getFixedT(i18next.language), i18n: i18next };
  return words;
}

/**
 * The words of the console in its language. One answer for all who ask: a list of thousands of rows would otherwise
 * make a copy of the whole translator for each part of each row.
 */
export function useTranslation(): Words {
  return useSyncExternalStore(subscribe, current);
}

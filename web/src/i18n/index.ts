import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import zh from './zh-CN.json';

/** The languages of the console. */
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

const STORED = 'huicun.locale';

export function isLocale(value: unknown): value is Locale {
  return LOCALES.includes(value as Locale);
}

/** The language chosen before, else the browser's, else Chinese. */
export function preferredLocale(): Locale {
  const stored = localStorage.getItem(STORED);
  if (isLocale(stored)) return stored;
  const english = navigator.languages.find((language) => /^(zh|en)/i.test(language))?.startsWith('en');
  return english ? 'en' : 'zh-CN';
}

export function currentLocale(): Locale {
  return isLocale(i18next.language) ? i18next.language : 'zh-CN';
}

/** Starts in a language; English is loaded only where it is wanted. */
export async function startI18n(locale: Locale): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zh } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await applyLocale(locale);
  return i18next;
}

/** Changes the language and remembers it. */
export async function changeLocale(locale: Locale): Promise<void> {
  localStorage.setItem(STORED, locale);
  await applyLocale(locale);
}

async function applyLocale(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18next.hasResourceBundle('en', 'translation')) {
    const english = await import('./en.json');
    i18next.addResourceBundle('en', 'translation', english.default);
  }
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

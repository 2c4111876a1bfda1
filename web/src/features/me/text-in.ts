import type { components } from '@/api/schema';

/** Title and body of a text in a language; Chinese where there is no English. */
export function textIn(text: components['schemas']['NoticeText'], locale: string) {
  return locale === 'en' && text.body_en
    ? { title: text.title_en ?? '', body: text.body_en, lang: 'en' }
    : { title: text.title_zh, body: text.body_zh, lang: 'zh-CN' };
}

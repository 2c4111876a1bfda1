import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Content } from '@/api/types';
import { changeLocale, LOCALES } from '@/i18n';
import { renderSignedIn } from '@/testing/console';
import { CardBody } from './CardBody';
import { CARDS } from './registry';

/** Messages as the archive decodes them, rare and broken ones included. */
const FOLDER = resolve('../crates/wecom/fixtures/decoded');

function contentOf(snapshot: string): Content {
  const [message] = JSON.parse(snapshot.slice(snapshot.indexOf('\n[') + 1)) as [{ content: Content }];
  return message.content;
}

for (const language of LOCALES) {
  test(`every message that was ever seen is shown, in ${language}`, async () => {
    await changeLocale(language);
    const seen = new Set<string>();
    for (const path of readdirSync(FOLDER)) {
      const content = contentOf(readFileSync(resolve(FOLDER, path), 'utf8'));
      seen.add(content.type);
      const { container, unmount } = renderSignedIn(<CardBody content={content} />);
      const said = container.textContent ?? '';
      // An empty text is empty; anything else says something.
      if (path !== 'text-empty.snap') expect(said.trim(), path).not.toBe('');
      expect(said, path).not.toMatch(/\[object Object\]|undefined|NaN|Invalid Date/);
      expect(said, path).not.toMatch(/\b(card|kind|system|file)\.[a-z]/);
      expect(container.querySelector('script, iframe, object, embed'), path).toBeNull();
      unmount();
    }
    expect(Object.keys(CARDS).filter((kind) => !seen.has(kind))).toEqual([]);
    await changeLocale('zh-CN');
  });
}

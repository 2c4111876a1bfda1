import { expect, type Page } from '@playwright/test';
import { ask } from './fixtures';

/** A file as far as journeys look at it. */
export interface FileView {
  slot: number;
  state: string;
  media_type: string | null;
  pictures: { role: string; url: string }[];
  sound: { url: string; duration_ms: number } | null;
  said: string | null;
  texts: string[];
}
/** A message with files. */
export interface FoundMessage {
  seq: number;
  conversation_id: string;
  files: FileView[];
}

/** The newest message of a kind with a file that is as wished; the archive looks into files one by one. */
export async function find(
  page: Page,
  kind: string,
  wish: (file: FileView) => boolean,
): Promise<FoundMessage> {
  let found: FoundMessage | undefined;
  await expect(async () => {
    const { hits } = await ask<{ hits: { message: FoundMessage }[] }>(page, '/search', {
      kinds: [kind],
      limit: 200,
    });
    found = hits.map(({ message }) => message).find(({ files }) => files.some(wish));
    expect(found).toBeDefined();
  }).toPass({ timeout: 120_000 });
  if (!found) throw new Error(`no ${kind}`);
  return found;
}

/** Goes to a message; gives its row. */
export async function open(page: Page, { seq, conversation_id }: FoundMessage) {
  await page.goto(`/conversations/${conversation_id}?at=${seq}`);
  const row = page.locator(`[data-seq="${seq}"]`);
  await expect(row).toBeInViewport();
  return row;
}

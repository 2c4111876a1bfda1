import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures';

/** A message and where it stands. */
export interface Placed {
  seq: number;
  conversation_id: string;
}

/** Goes to a message, and looks whether it is shown as people read it; gives its row. */
export async function seenAsItIs(page: Page, message: Placed): Promise<Locator> {
  await page.goto(`/conversations/${message.conversation_id}?at=${message.seq}`);
  const row = page.locator(`[data-seq="${message.seq}"]`);
  await expect(row).toBeInViewport();
  await expect.poll(() => row.innerText()).toMatch(/\S/);
  // Words of the interface that are missing would show their keys.
  await expect(row).not.toContainText(/\b(card|kind|system|file)\.[a-z]/);
  await expect(row).not.toContainText(/\[object Object\]|undefined|NaN/);
  for (const image of await row.locator('img').all()) {
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  }
  const { violations } = await new AxeBuilder({ page }).include(`[data-seq="${message.seq}"]`).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  return row;
}

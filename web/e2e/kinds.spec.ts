import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import openapi from '../../openapi/api.json' with { type: 'json' };
import { ask, expect, test } from './fixtures';

const PICTURES = new URL('../../docs/images/kinds/', import.meta.url).pathname;
interface Found {
  hits: { message: { seq: number; conversation_id: string } }[];
}

interface Schema {
  properties: { type: { enum: string[] } };
}

const CONTENTS = openapi.components.schemas.Content.oneOf as unknown as Schema[];
const KINDS = CONTENTS.map(({ properties }) => properties.type.enum[0] ?? '');

for (const kind of KINDS) {
  test(`a message of kind ${kind} is seen as what it is`, async ({ page }) => {
    const { hits } = await ask<Found>(page, '/search', { kinds: [kind], limit: 1 });
    const message = hits[0]?.message;
    if (!message) throw new Error(`the demo sends no ${kind}`);
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
    if (process.env.UPDATE_SCREENSHOTS) {
      mkdirSync(PICTURES, { recursive: true });
      await row.screenshot({ path: `${PICTURES}${kind}.png` });
    }
  });
}

import { mkdirSync } from 'node:fs';
import openapi from '../../openapi/api.json' with { type: 'json' };
import { ask, test } from './fixtures';
import { type Placed, seenAsItIs } from './message';

const PICTURES = new URL('../../docs/images/kinds/', import.meta.url).pathname;
interface Found {
  hits: { message: Placed }[];
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
    const row = await seenAsItIs(page, message);
    if (process.env.UPDATE_SCREENSHOTS) {
      mkdirSync(PICTURES, { recursive: true });
      await row.screenshot({ path: `${PICTURES}${kind}.png` });
    }
  });
}

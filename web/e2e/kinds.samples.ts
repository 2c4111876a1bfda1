import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, everythingMade, expect, test } from './fixtures';
import { type Placed, seenAsItIs } from './message';

/** Where messages lie as WeCom's users collected them, one in a file. */
const FOLDER = process.env.HUICUN_SAMPLES ?? '';

interface Message extends Placed {
  msgid: string;
  kind: string;
}
interface Found {
  hits: { message: Message }[];
}

/** The id and the kind that a file tells, even where it is not JSON in every respect. */
function told(name: string): { name: string; msgid: string; msgtype: string | undefined } {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const word = (key: string) => new RegExp(`"${key}"\\s*:\\s*"([^"]*)"`).exec(text)?.[1];
  return { name, msgid: word('msgid') ?? '', msgtype: word('msgtype') };
}

test('each collected message is archived and seen as what it is', async ({ page }) => {
  test.setTimeout(5 * 60_000);
  const samples = readdirSync(FOLDER).map(told);
  const archived = new Map<string, Message>();
  await expect(async () => {
    const { hits } = await ask<Found>(page, '/search', { from: 1, limit: 200 });
    for (const { message } of hits) archived.set(message.msgid, message);
    expect(samples.filter(({ msgid }) => !archived.has(msgid))).toEqual([]);
  }).toPass({ timeout: 60_000 });
  await everythingMade(page);
  for (const { name, msgid, msgtype } of samples) {
    const message = archived.get(msgid);
    if (!message) throw new Error(`${name} is not archived`);
    await test.step(name, async () => {
      if (name !== 'unknown_type.json') expect.soft(message.kind, name).toBe(msgtype ?? message.kind);
      const row = await seenAsItIs(page, message);
      await row.screenshot({ path: test.info().outputPath(`${name}.png`) });
    });
  }
});

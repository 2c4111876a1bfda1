import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Content } from '@/api/types';
import { renderSignedIn } from '@/testing/console';
import openapi from '../../../../openapi/api.json';
import { CardBody } from './CardBody';
import { CARDS } from './registry';

const HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script>javascript:alert(3)';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
}

const SCHEMAS = openapi.components.schemas as unknown as Record<string, Schema>;
const CONTENTS = SCHEMAS.Content?.oneOf ?? [];
const typeOf = (schema: Schema) => schema.properties?.type?.enum?.[0] ?? '';

/** Something in the shape of a schema, the same text wherever there is room for one. */
function sample(schema: Schema): unknown {
  if (schema.$ref?.endsWith('/Content')) return { type: 'text', text: HOSTILE, quote: null };
  if (schema.$ref) return sample(SCHEMAS[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.enum) return schema.enum[0];
  if (schema.oneOf) return sample(schema.oneOf.find((one) => one.type !== 'null') ?? {});
  const type = [schema.type].flat().find((one) => one !== 'null');
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, one]) => [name, sample(one)]),
    );
  }
  if (type === 'array') return [sample(schema.items ?? {})];
  if (type === 'boolean') return false;
  return type === 'string' ? HOSTILE : 0;
}

test('each kind of the interface has a card, and no card is without a kind', () => {
  expect(Object.keys(CARDS).sort()).toEqual(CONTENTS.map(typeOf).sort());
});

test('every card shows hostile text as text, opens nothing by itself, and lacks no word', () => {
  for (const schema of CONTENTS) {
    const kind = typeOf(schema);
    const { container, unmount } = renderSignedIn(<CardBody content={sample(schema) as Content} />);
    const active = container.querySelector('img, script, iframe, object, embed, a[href], [onerror]');
    expect(active, kind).toBeNull();
    // A word that is missing would show its key.
    expect(container.textContent, kind).not.toMatch(/\b(card|kind|system)\.\w/);
    unmount();
  }
});

test('a message that is markup is read as it was typed', () => {
  renderSignedIn(<CardBody content={{ type: 'text', text: HOSTILE, quote: null }} />);
  expect(screen.getByText(HOSTILE)).toBeDefined();
});

test('a kind that this version does not know is shown by its name and as it came', async () => {
  const future = { type: 'hologram', colour: HOSTILE } as unknown as Content;
  renderSignedIn(<CardBody content={future} />);
  expect(screen.getByText('类型“hologram”已原样存档。')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: '显示原始内容' }));
  expect(screen.getByText(JSON.stringify(future))).toBeDefined();
});

test.each([
  ['javascript:alert(1)', false],
  ['data:text/html,<script>alert(1)</script>', false],
  ['https://example.com/a?b=1', true],
])('the address %s is shown whole first, and may be opened: %s', async (address, opens) => {
  const link: Content = { type: 'link', title: '产品介绍', description: '', url: address, image_url: '' };
  renderSignedIn(<CardBody content={link} />);
  expect(screen.queryByRole('link')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: address }));
  const tip = within(await screen.findByRole('tooltip'));
  expect(tip.getByText(address)).toBeDefined();
  expect(tip.queryByRole('link', { name: '在新窗口打开' })?.getAttribute('href') ?? null).toBe(
    opens ? address : null,
  );
  expect(tip.queryByText('不是网页地址，不能打开') === null).toBe(opens);
});

test('records within records end somewhere', () => {
  let nested: Content = { type: 'text', text: '最里面', quote: null };
  for (let depth = 0; depth < 20; depth += 1) {
    nested = {
      type: 'chatrecord',
      title: '记录',
      items: [{ content: nested, from_room: false, sent_at: null }],
    };
  }
  renderSignedIn(<CardBody content={nested} />);
  expect(screen.getByText('嵌套过深，未展开')).toBeDefined();
  expect(screen.queryByText('最里面')).toBeNull();
});

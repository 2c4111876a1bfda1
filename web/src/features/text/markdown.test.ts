import { expect, test } from 'vitest';
import { type Block, readMarkdown, type Span } from './markdown';

const words = (spans: Span[]): string =>
  spans.map((span) => ('spans' in span ? words(span.spans) : span.text)).join('');
const kinds = (spans: Span[]): string[] =>
  spans.flatMap((span) => ('spans' in span ? [span.type, ...kinds(span.spans)] : [span.type]));
const spansOf = (block: Block | undefined) => (block && 'spans' in block ? block.spans : []);

test('reads the blocks that WeCom shows', () => {
  const blocks = readMarkdown('# 周报\n> 引用\n- 一\n2. 二\n\n普通\n```\n**原样**\n```');
  expect(blocks.map((block) => block.type)).toEqual(['heading', 'quote', 'item', 'item', 'line', 'code']);
  expect(blocks.at(-1)).toEqual({ type: 'code', text: '**原样**' });
});

test('reads the stretches of a line, one within another', () => {
  const [line] = readMarkdown('今日 **增长 `a_b`**，<font color="warning">留意 *额度*</font>');
  expect(words(spansOf(line))).toBe('今日 增长 a_b，留意 额度');
  const [plain] = readMarkdown('**加粗** *斜体* `代码` [官网](https://example.com/a)');
  expect(kinds(spansOf(plain)).filter((kind) => kind !== 'text')).toEqual(['bold', 'italic', 'code', 'link']);
});

test('keeps code that never closes, and every mark that is no mark', () => {
  expect(readMarkdown('```\nrm -rf')).toEqual([{ type: 'code', text: 'rm -rf' }]);
  const [line] = readMarkdown('2 ** 3 * 4 [无] (x) `');
  expect(spansOf(line)).toEqual([{ type: 'text', text: '2 ** 3 * 4 [无] (x) `' }]);
});

test('takes all HTML for text', () => {
  for (const html of [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<font color="expression(alert(1))">红</font>',
    '<a href="javascript:alert(1)">点我</a>',
  ]) {
    expect(readMarkdown(html)).toEqual([{ type: 'line', spans: [{ type: 'text', text: html }] }]);
  }
});

test('is not slow on text made to be slow', () => {
  const began = performance.now();
  for (const unit of ['**a', '[a](', '<font color="info">', '`', '> '])
    readMarkdown(unit.repeat(4096 / unit.length));
  expect(performance.now() - began).toBeLessThan(2000);
});

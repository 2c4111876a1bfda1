import { expect, test } from 'vitest';
import { takeApart } from './pieces';
import { markingOf, NO_MARKS } from './terms';

const pieces = (text: string, query = '') => takeApart(text, query ? markingOf(query, true) : NO_MARKS);
const ofKind = (kind: string, text: string) =>
  pieces(text)
    .filter((piece) => piece.kind === kind)
    .map((piece) => piece.text);

test.each([
  ['详见https://example.com/a?b=1&c=2，谢谢', 'https://example.com/a?b=1&c=2'],
  ['(https://example.com/a).', 'https://example.com/a'],
  ['HTTP://EXAMPLE.COM/x 好', 'HTTP://EXAMPLE.COM/x'],
  ['<a href="https://example.com/q">', 'https://example.com/q'],
  ['https://example.com:8443/#片段', 'https://example.com:8443/#'],
])('finds the address in %j', (text, address) => {
  expect(ofKind('link', text)).toEqual([address]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x file:///etc/passwd //example.com/x',
  'JaVaScRiPt://%0aalert(1)',
])('makes no link of %j', (text) => {
  expect(ofKind('link', text)).toEqual([]);
});

test('shows emoji for the codes it knows, and leaves other brackets alone', () => {
  expect(pieces('好[微笑][没有这个] [constructor]').map((piece) => piece.shown)).toEqual([
    '好',
    '🙂',
    '[没有这个] [constructor]',
  ]);
});

test('marks across emoji codes and addresses by the original text', () => {
  const text = '请看[微笑]https://example.com/返佣 返佣';
  expect(pieces(text, '返佣').filter((piece) => piece.hit)).toEqual([
    { kind: 'plain', text: '返佣', shown: '返佣', hit: true },
    { kind: 'plain', text: '返佣', shown: '返佣', hit: true },
  ]);
  expect(pieces(text, 'example').find((piece) => piece.hit)?.text).toBe('https://example.com/');
  expect(pieces(text, '微笑').find((piece) => piece.hit)).toMatchObject({ kind: 'emoji', shown: '🙂' });
});

test('loses no character, whatever the text is', () => {
  for (const text of [
    '',
    '<img src=x onerror=alert(1)>https://a.b/c,[微笑]]',
    'a\u202Eb\u0000 \uD800 https://',
    'https://例子.com/中文[呲牙]ＡＢＣ',
    '返佣'.repeat(500),
  ]) {
    for (const query of ['', '返佣', 'a', 'https', '[微']) {
      expect(
        pieces(text, query)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }
  }
});

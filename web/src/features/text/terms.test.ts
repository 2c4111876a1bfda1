import { expect, test } from 'vitest';
import { findMarks, markingOf, termsOf } from './terms';

/** The marked stretches of a text, as they stand in it. */
const marked = (text: string, query: string, fold = true) =>
  findMarks(text, markingOf(query, fold)).map(([from, to]) => text.slice(from, to));

test.each([
  ['  返佣  年化 ', ['返佣', '年化']],
  ['"年化 收益" 产品', ['年化 收益', '产品']],
  ['“年化 收益”', ['年化 收益']],
  ['收益 -保本', ['收益']],
  ['收益 -"不 保本" 产品', ['收益', '产品']],
  ['"没有结束', ['"没有结束']],
  ['2026-08-01', ['2026-08-01']],
  ['""', []],
])('takes the terms of %j', (query, terms) => {
  expect(termsOf(query)).toEqual(terms);
});

test('marks by what folds alike, and where it stands in the original', () => {
  expect(marked('微信 ＡＢＣ123 和 abc', 'abc')).toEqual(['ＡＢＣ', 'abc']);
  expect(marked('😀😀返佣😀', '返佣')).toEqual(['返佣']);
  expect(marked('先 \n\t 后', '"先 后"')).toEqual(['先 \n\t 后']);
  expect(marked('eﬃcient', 'FFI')).toEqual(['ﬃ']);
  expect(marked('共𠮷家', '𠮷')).toEqual(['𠮷']);
});

test('joins marks that overlap, and marks nothing that is excluded', () => {
  expect(marked('年化收益率', '年化收 收益')).toEqual(['年化收益']);
  expect(marked('收益 保本', '收益 -保本')).toEqual(['收益']);
});

test('compares byte for byte where asked to, marks of syntax included', () => {
  expect(marked('ABC abc ＡＢＣ', 'abc', false)).toEqual(['abc']);
  expect(marked('他说 -保本 "真的"', '-保本 "', false)).toEqual(['-保本 "']);
});

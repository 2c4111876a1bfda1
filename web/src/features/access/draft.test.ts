import { expect, test } from 'vitest';
import { bodyOf, type DraftRight, lacking, newRight, WHOLE } from './draft';

const SALES = { ...WHOLE, departments: [{ department: 2, children: true }] };
const right = (changes: Partial<DraftRight>): DraftRight => ({
  ...newRight(),
  scope: SALES,
  reason: '季度复核',
  ...changes,
});

test.each([
  [right({}), null],
  [right({ scope: WHOLE }), 'scope'],
  [right({ isPart: false }), null],
  [right({ role: 'investigator', isPart: false }), 'scope'],
  [right({ role: 'investigator', scope: { ...WHOLE, side: 'external' } }), 'scope'],
  [right({ role: 'regulator' }), 'end'],
  [right({ role: 'regulator', until: 9 }), null],
  [right({ from: 9, until: 9 }), 'dates'],
  [right({ scope: { ...SALES, from: 9, until: 3 } }), 'dates'],
  [right({ reason: '  ' }), 'reason'],
  [right({ role: 'system_administrator', scope: WHOLE }), null],
])('%# what a right lacks is named', (draft, expected) => {
  expect(lacking(draft)).toBe(expected);
});

test('a role that reads nothing is over the whole archive', () => {
  expect(bodyOf(right({ role: 'audit_administrator' })).scope).toEqual(WHOLE);
  expect(bodyOf(right({ isPart: false })).scope).toEqual(WHOLE);
  expect(bodyOf(right({ reason: ' x ' }))).toMatchObject({ scope: SALES, reason: 'x' });
});

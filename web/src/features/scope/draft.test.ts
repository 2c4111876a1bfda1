import { LI, ruleOf, scopeOf } from '@mocks/scope';
import { expect, test } from 'vitest';
import { departmentTree } from './department-tree';
import { bodyOf, changesIn, draftOf, endedBy, newRule, withRule } from './draft';
import { momentOf } from './MemberTab';
import { lacking } from './RuleDrawer';

test('a draft begins as the scope is, without what ended', () => {
  const ended = ruleOf({ id: 'old', standing: 'ended' });
  const scope = scopeOf({ rules: [ended, ruleOf()] });
  const draft = draftOf(scope);
  expect(draft.map(({ id, change }) => [id, change])).toEqual([[ruleOf().id, 'same']]);
  expect(changesIn(scope, draft)).toBe(0);
  expect(bodyOf(scope.version, draft)).toEqual({
    version: 1,
    rules: [
      {
        id: ruleOf().id,
        selector: ruleOf().selector,
        effect: ruleOf().effect,
        from: ruleOf().from,
        until: null,
        note: '制度第 3 条',
      },
    ],
  });
});

test('what is added, edited and dropped is counted', () => {
  const scope = scopeOf({ rules: [ruleOf(), ruleOf({ id: 'second' })] });
  const [first] = draftOf(scope);
  if (!first) throw new Error('a rule is missing');
  const edited = withRule(draftOf(scope), { ...first, note: '新制度' });
  expect(edited.map(({ change }) => change)).toEqual(['edited', 'same']);
  const added = withRule(edited, newRule());
  expect(added.at(-1)?.change).toBe('new');
  const dropped = added.filter(({ id }) => id !== 'second');
  expect(endedBy(scope, dropped).map(({ id }) => id)).toEqual(['second']);
  expect(changesIn(scope, dropped)).toBe(3);
});

test('a rule that says nothing yet is not taken', () => {
  const rule = newRule();
  expect(lacking(rule)).toBeNull();
  expect(lacking({ ...rule, selector: { by: 'members', members: [] } })).toBe('names_nobody');
  expect(lacking({ ...rule, selector: { by: 'tag', tag: 0 } })).toBe('names_nobody');
  expect(lacking({ ...rule, from: 5, until: 5 })).toBe('ends_before_it_begins');
  const effect = { does: 'include', mode: 'forced', beats_consent: false } as const;
  const office = { ...effect, internal: true, external: true, edition: 'office' } as const;
  expect(lacking({ ...rule, effect: office })).toBe('edition_without_external');
  expect(lacking({ ...rule, effect: { ...office, internal: false, external: false } })).toBe('includes_nothing');
  expect(lacking({ ...rule, effect: { does: 'exclude' }, people: [LI] })).toBeNull();
});

test('departments stand below each other; one without a place stands at the top', () => {
  const departments = [
    { id: 1, name: '示例集团', parent: 0, gone: false },
    { id: 2, name: '销售部', parent: 1, gone: false },
    { id: 3, name: '老部门', parent: 99, gone: true },
  ];
  const tree = departmentTree(departments, (name, gone) => (gone ? `${name}*` : name));
  expect(tree.map(({ title }) => title)).toEqual(['示例集团', '老部门*']);
  expect(tree[0]?.children.map(({ value }) => value)).toEqual([2]);
});

test('a day and a time name a moment where the corp is', () => {
  const zone = 'Asia/Shanghai';
  expect(momentOf(undefined, '10:00', zone)).toBeUndefined();
  expect(momentOf('2026-08-01', '11:30', zone)).toBe(Date.UTC(2026, 7, 1, 3, 30));
  expect(momentOf('2026-08-01', undefined, zone)).toBe(Date.UTC(2026, 6, 31, 16));
});

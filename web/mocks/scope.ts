import type { components } from '@/api/schema';
import { NOON, SESSION } from './archive';

type Schemas = components['schemas'];
type Rule = Schemas['ScopeRuleView'];

const { id, name, display_name } = SESSION.operator;

/** Members by their names. */
export function memberOf(account: string, named: string): Schemas['PartyRef'] {
  return { id: account, kind: 'member', name: named, left: false };
}

export const ZHANG = memberOf('ZhangWei', '张伟');
export const LI = memberOf('LiNa', '李娜');

/** A rule that archives a department by force, but for what is told. */
export function ruleOf(change: Partial<Rule> = {}): Rule {
  return {
    id: '0198f000-0000-7000-8000-000000000001',
    selector: { by: 'department', department: 2, children: true },
    effect: {
      does: 'include',
      mode: 'forced',
      beats_consent: false,
      internal: true,
      external: true,
      edition: 'service',
    },
    from: NOON - 86_400_000,
    until: null,
    standing: 'active',
    selects: 12,
    members: [],
    names: '销售部',
    note: '制度第 3 条',
    saved_at: NOON - 86_400_000,
    saved_by: { id, name, display_name },
    ...change,
  };
}

export function scopeOf(change: Partial<Schemas['ScopeView']> = {}): Schemas['ScopeView'] {
  return {
    version: 1,
    as_of: NOON,
    ruled: true,
    rules: [ruleOf()],
    archived: 12,
    listed: 64,
    seats: {
      needed: [{ edition: 'service', seats: 12 }],
      total: 12,
      bought: { edition: 'service', seats: 10 },
      lacking: 2,
    },
    warnings: [],
    ...change,
  };
}

export const CHOICES: Schemas['ScopeChoices'] = {
  departments: [
    { id: 1, name: '示例集团', parent: 0, gone: false },
    { id: 2, name: '销售部', parent: 1, gone: false },
    { id: 3, name: '老部门', parent: 99, gone: true },
  ],
  tags: [{ id: 7, name: '持证人员', gone: false }],
};

export function previewOf(change: Partial<Schemas['ScopePreview']> = {}): Schemas['ScopePreview'] {
  const nobody = { total: 0, first: [] };
  return {
    at: NOON,
    changes: true,
    before: 12,
    archived: 14,
    joins: { total: 2, first: [ZHANG, LI] },
    leaves: nobody,
    changed: nobody,
    contradicted: nobody,
    seats: {
      needed: [{ edition: 'service', seats: 14 }],
      total: 14,
      bought: { edition: 'service', seats: 10 },
      lacking: 4,
    },
    turns: [],
    flaws: [],
    warnings: [],
    ...change,
  };
}

export function reconcileOf(change: Partial<Schemas['ReconcileView']> = {}): Schemas['ReconcileView'] {
  return {
    at: NOON - 600_000,
    failing: null,
    ruled: true,
    archived: 12,
    seats: {
      bought: { edition: 'service', seats: 10 },
      effective: 10,
      by_edition: [{ edition: 'service', seats: 10 }],
      needed: 12,
    },
    missing: [{ reason: 'over_seats', count: 2 }],
    missing_total: 2,
    surplus: [],
    surplus_total: 0,
    unscoped_total: 0,
    items: [
      { member: ZHANG, department: '销售部', reason: 'over_seats', last_at: NOON - 3_600_000 },
      { member: LI, department: '销售部', reason: 'over_seats', last_at: null },
    ],
    total: 2,
    next: null,
    ...change,
  };
}

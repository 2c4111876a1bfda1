import type { components } from '@/api/schema';
import { NOON, SESSION } from './archive';

type Schemas = components['schemas'];
export type Assignment = Schemas['AssignmentView'];

const { id, name, display_name } = SESSION.operator;
const ZHAO = { id: '018f0000-0000-7000-8000-000000000002', name: 'zhaolei', display_name: '赵磊' };

const WHOLE: Schemas['DataScope'] = {
  departments: [],
  members: [],
  tags: [],
  contacts: [],
  rooms: [],
  kind: null,
  side: null,
  from: null,
  until: null,
};

/** A right over the whole archive, but for what is told. */
export function rightOf(change: Partial<Assignment> = {}): Assignment {
  return {
    id: '0198f000-0000-7000-8000-0000000000a1',
    role: 'owner',
    scope: WHOLE,
    names: { departments: [], members: [], tags: [], contacts: [], rooms: [] },
    from: NOON - 86_400_000,
    until: null,
    live: true,
    ahead: true,
    reason: '',
    granted_by: null,
    granted_at: NOON - 86_400_000,
    ending: null,
    ...change,
  };
}

/** The right of a reviewer of one department. */
export const OF_SALES = rightOf({
  id: '0198f000-0000-7000-8000-0000000000a2',
  role: 'reviewer',
  scope: { ...WHOLE, departments: [{ department: 2, children: true }], side: 'external' },
  names: { departments: ['销售部'], members: [], tags: [], contacts: [], rooms: [] },
  reason: '季度复核',
  granted_by: { id, name, display_name },
});

/** An owner who is signed in, and a reviewer of one department. */
export function operatorsOf(change: Partial<Schemas['OperatorsView']> = {}): Schemas['OperatorsView'] {
  const rest = { member: null, created_at: NOON - 86_400_000, disabled_at: null };
  return {
    as_of: NOON,
    separation: 'small_team',
    merged: [{ operator: id, roles: ['owner'] }],
    operators: [
      { id, name, display_name, ...rest, assignments: [rightOf()] },
      { ...ZHAO, ...rest, assignments: [OF_SALES] },
    ],
    protected: [],
    ...change,
  };
}

/** Who sees a conversation: the owner, and not the reviewer. */
export const ANSWER: Schemas['AccessAnswer'] = {
  conversation: '018f0000-0000-7000-8000-0000000000c1',
  title: '张伟 · 王芳',
  kind: 'direct',
  at: NOON,
  messages: 4,
  operators: [
    {
      operator: { id, name, display_name },
      reason: 'granted',
      messages: 4,
      findings: [{ right: rightOf(), reason: 'granted' }],
    },
    {
      operator: ZHAO,
      reason: 'out_of_scope',
      messages: 0,
      findings: [{ right: OF_SALES, reason: 'out_of_scope' }],
    },
  ],
};

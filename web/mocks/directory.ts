import type { components } from '@/api/schema';
import { on } from './answers';
import { CONVERSATION, LI, NOON, WANG, ZHANG } from './archive';

type Schemas = components['schemas'];

const figures = (members: number, inScope: number): Schemas['DirectoryFigures'] => ({
  members,
  in_scope: inScope,
  archived: inScope,
});

export const DEPARTMENTS: Schemas['DepartmentNode'][] = [
  { id: 1, name: '云图示例集团', parent: 0, gone_at: null, figures: figures(3, 2) },
  { id: 2, name: '销售部', parent: 1, gone_at: null, figures: figures(2, 2) },
  { id: 3, name: '华南组', parent: 2, gone_at: NOON, figures: figures(0, 0) },
];

/** A member who is archived by force. */
export function memberOf(more: Partial<Schemas['DirectoryMember']> = {}): Schemas['DirectoryMember'] {
  return {
    id: ZHANG.id,
    name: ZHANG.name,
    standing: 'archived',
    internal: 'forced',
    external: 'consent',
    consent: 'agreed',
    departments: [{ id: 2, name: '销售部' }],
    messages: 1_284,
    last_at: NOON,
    ...more,
  };
}

export const MEMBER: Schemas['DirectoryMemberView'] = {
  member: memberOf(),
  ruled: true,
  rules: ['018f0000-0000-7000-8000-0000000000f1'],
  contradicted: true,
  edition: 'service',
  names: [
    { from: NOON - 1_000, name: '张小伟' },
    { from: NOON, name: '张伟' },
  ],
  former_ids: ['zhangwei2019'],
  listed: [{ from: null, until: null }],
  departments: [
    {
      path: [
        { id: 1, name: '云图示例集团' },
        { id: 2, name: '销售部' },
      ],
      from: null,
      until: null,
    },
    { path: [{ id: 3, name: '华南组' }], from: NOON - 5_000, until: NOON },
  ],
  tags: [{ id: 7, name: '持证人员', by_department: true, from: null, until: null }],
  extent: { message_count: 4_096, first_at: NOON - 86_400_000, last_at: NOON },
  customers: 31,
  rooms: 4,
};

export const CONTACT: Schemas['DirectoryContact'] = {
  id: WANG.id,
  name: WANG.name,
  company: '示例科技',
  lost: false,
  served_by: [ZHANG],
  servers: 1,
  said: { agree: 1, default_agree: 0, disagree: 2 },
  messages: 12,
  last_at: NOON,
};

export const ROOM: Schemas['DirectoryRoom'] = {
  id: 'wrQk7xDQAAb3Z5nXyXyXyXyXyXyXyXyX',
  name: '理财交流群',
  external: true,
  owner: LI,
  seats: 8,
  seats_ever: 11,
  messages: 640,
  first_at: NOON - 86_400_000,
  last_at: NOON,
  conversation: CONVERSATION.id,
};

/** A small directory. */
export const directoryHandlers = [
  on('get', '/directory/departments', () => ({ ruled: true, departments: DEPARTMENTS })),
  on('get', '/directory/tags', () => ({
    ruled: true,
    tags: [
      {
        id: 7,
        name: '持证人员',
        gone_at: null,
        figures: figures(2, 1),
        departments: [{ id: 2, name: '销售部' }],
      },
    ],
  })),
  on('get', '/directory/members', () => ({ ruled: true, items: [memberOf()], next: null, total: 1 })),
  on('get', '/directory/members/{id}', () => MEMBER),
  on('get', '/directory/contacts', () => ({ items: [CONTACT], next: null, total: 1 })),
  on('get', '/directory/contacts/{id}', () => ({
    contact: CONTACT,
    names: [{ from: NOON, name: '王先生' }],
    served: [{ party: ZHANG, from: NOON - 1_000, until: null }],
    consents: [{ side: 'room', owner: ROOM.id, owner_name: ROOM.name, state: 'disagree' as const, at: NOON }],
    extent: null,
    rooms: 1,
  })),
  on('get', '/directory/rooms', () => ({ items: [ROOM], next: null, total: 1 })),
  on('get', '/directory/rooms/{id}', () => ROOM),
  on('get', '/directory/rooms/{id}/seats', () => ({
    items: [
      { party: LI, from: null, until: null },
      { party: WANG, from: NOON - 1_000, until: NOON },
    ],
    next: null,
    total: 2,
  })),
];

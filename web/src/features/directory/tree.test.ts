import { expect, test } from 'vitest';
import type { Department } from './queries';
import { above, type Branch, branches } from './tree';

const department = (id: number, parent: number): Department => ({
  id,
  name: `${id}`,
  parent,
  gone_at: null,
  figures: { members: 0, in_scope: 0, archived: 0 },
});
const shape = (branch: Branch): unknown => [branch.department.id, branch.children.map(shape)];

test('departments stand below each other; what leads nowhere stands at the top', () => {
  const departments = [
    department(1, 0),
    department(2, 1),
    department(3, 2),
    department(4, 1),
    department(9, 7),
  ];
  expect(branches(departments).map(shape)).toEqual([
    [
      1,
      [
        [2, [[3, []]]],
        [4, []],
      ],
    ],
    [9, []],
  ]);
  expect(above(departments, 3)).toEqual([2, 1]);
  expect(above(departments, undefined)).toEqual([]);
});

test('a circle of departments ends', () => {
  const circle = [department(1, 2), department(2, 1)];
  expect(branches(circle).map(shape)).toEqual([
    [1, []],
    [2, []],
  ]);
  expect(above(circle, 1)).toEqual([2, 1]);
});

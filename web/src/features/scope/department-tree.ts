import type { components } from '@/api/schema';

type Department = components['schemas']['DepartmentChoice'];

export interface TreeNode {
  value: number;
  title: string;
  children: TreeNode[];
}

/** Puts departments below each other; one whose place is not known stands at the top. */
export function departmentTree(
  departments: readonly Department[],
  name: (name: string, gone: boolean) => string,
): TreeNode[] {
  const nodes = new Map(
    departments.map(({ id, name: own, gone }) => [
      id,
      { value: id, title: name(own || String(id), gone), children: [] as TreeNode[] },
    ]),
  );
  const roots: TreeNode[] = [];
  for (const { id, parent } of departments) {
    const node = nodes.get(id);
    const above = parent === id ? undefined : nodes.get(parent);
    if (node) (above ? above.children : roots).push(node);
  }
  return roots;
}

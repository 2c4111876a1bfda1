import type { Department } from './queries';

/** A department with those below it. */
export interface Branch {
  department: Department;
  children: Branch[];
}

/** Puts departments below each other; whose parent is unknown, or lies in a circle, stands at the top. */
export function branches(departments: Department[]): Branch[] {
  const all = new Map(departments.map((department) => [department.id, department]));
  const leadsUp = (department: Department): boolean => {
    const seen = new Set<number>();
    let at: Department | undefined = department;
    while (at && !seen.has(at.id)) {
      seen.add(at.id);
      at = all.get(at.parent);
    }
    return at === undefined;
  };
  const below = new Map<number | undefined, Department[]>();
  for (const department of departments) {
    const parent = all.has(department.parent) && leadsUp(department) ? department.parent : undefined;
    below.set(parent, [...(below.get(parent) ?? []), department]);
  }
  const branch = (department: Department): Branch => ({
    department,
    children: leadsUp(department) ? (below.get(department.id) ?? []).map(branch) : [],
  });
  return (below.get(undefined) ?? []).map(branch);
}

/** The departments above one, itself left out. */
export function above(departments: Department[], id: number | undefined): number[] {
  const all = new Map(departments.map((department) => [department.id, department]));
  const found: number[] = [];
  let at = id === undefined ? undefined : all.get(id);
  while (at && all.has(at.parent) && !found.includes(at.parent)) {
    found.push(at.parent);
    at = all.get(at.parent);
  }
  return found;
}

import { useZone } from '@/features/session/queries';
import { dayOf } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import type { Assignment, DataScope } from './queries';

/** Says a data scope in one line. */
export function useScopeWords(): (right: Pick<Assignment, 'scope' | 'names'>) => string {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const list = new Intl.ListFormat(i18n.language, { type: 'disjunction', style: 'narrow' });
  const day = (at: number | null) => (at === null ? '…' : dayOf(at, zone));
  const last = (at: number | null) => day(at === null ? null : at - 1);
  return ({ scope, names }) => {
    const departments = scope.departments.map(({ children }, at) =>
      t(children ? 'access.scope.departmentAll' : 'access.scope.department', {
        name: names.departments[at] ?? '',
      }),
    );
    const tags = names.tags.map((name) => t('access.scope.tag', { name }));
    const who = [...departments, ...names.members, ...tags, ...names.contacts, ...names.rooms];
    const parts = [
      ...(who.length > 0 ? [list.format(who)] : []),
      ...(scope.kind ? [t(`access.scope.kinds.${scope.kind}`)] : []),
      ...(scope.side ? [t(`access.scope.sides.${scope.side}`)] : []),
      ...(isBounded(scope)
        ? [t('access.scope.sent', { from: day(scope.from), until: last(scope.until) })]
        : []),
    ];
    return parts.length > 0 ? parts.join(' · ') : t('access.scope.whole');
  };
}

function isBounded({ from, until }: DataScope): boolean {
  return from !== null || until !== null;
}

import type { PartyRef } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { type Effect, type Selector, useChoices } from './queries';

/** How many members a sentence names. */
const NAMED = 3;

/** What a sentence needs of a rule. */
export interface Told {
  selector: Selector;
  effect: Effect;
  people: PartyRef[];
}

/** Says rules as sentences. */
export function useRuleWords() {
  const { t, i18n } = useTranslation();
  const { data: choices } = useChoices();
  const join = (words: string[]) => words.join(t('list.comma'));

  const members = (ids: string[], people: PartyRef[]) => {
    const name = (id: string) => nameOf(people.find((one) => one.id === id) ?? { id, name: null });
    const first = join(ids.slice(0, NAMED).map(name));
    const count = ids.length;
    return count > NAMED ? t('scope.who.more', { first, count, n: formatCount(count, i18n.language) }) : first;
  };

  const who = ({ selector, people }: Pick<Told, 'selector' | 'people'>): string => {
    switch (selector.by) {
      case 'everybody':
        return t('scope.who.everybody');
      case 'members':
        return members(selector.members, people) || t('scope.who.nobody');
      case 'department': {
        const found = choices?.departments.find(({ id }) => id === selector.department);
        const name = found?.name || String(selector.department);
        return t(selector.children ? 'scope.who.departmentAll' : 'scope.who.department', { name });
      }
      case 'tag': {
        const found = choices?.tags.find(({ id }) => id === selector.tag);
        return t('scope.who.tag', { name: found?.name || String(selector.tag) });
      }
    }
  };

  const sentence = (rule: Told): string => {
    const { effect } = rule;
    if (effect.does === 'exclude') return t('scope.sentence.exclude', { who: who(rule) });
    const sides = (['internal', 'external'] as const).filter((side) => effect[side]);
    const which = sides.length === 2 ? 'both' : (sides[0] ?? 'none');
    return t('scope.sentence.include', {
      who: who(rule),
      which: t(`scope.which.${which}`),
      mode: t(`scope.mode.${effect.mode}`),
      edition: t(`service.editions.${effect.edition}`),
    });
  };

  return { who, sentence };
}

import type { SearchRequest } from '@/api/types';
import { Moment } from '@/components/Moment';
import { nameOf } from '@/components/party-words';
import { useConversationTitle, useParty } from '@/features/reading/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Exports.module.css';

/** What an export searches for, in words. */
export function FilterFacts({ search }: { search: SearchRequest }) {
  const { t } = useTranslation();
  const rows = [
    search.q ? { name: t('filter.query'), value: search.q } : null,
    search.q && search.fold === false ? { name: t('filter.matching'), value: t('search.exact') } : null,
    ...(['member', 'contact', 'party', 'sender'] as const).map((role) => {
      const id = search[role];
      return id ? { name: t(`filter.${role}`), value: <PartyWord id={id} /> } : null;
    }),
    search.seqs && search.seqs.length > 0
      ? {
          name: t('filter.chosen'),
          value: t('choice.count', { count: search.seqs.length, n: search.seqs.length }),
        }
      : null,
    search.conversation
      ? { name: t('filter.conversation'), value: <ConversationWord id={search.conversation} /> }
      : null,
    search.from ? { name: t('filter.from'), value: <Moment at={search.from} /> } : null,
    search.to ? { name: t('filter.to'), value: <Moment at={search.to} /> } : null,
    search.kinds && search.kinds.length > 0
      ? {
          name: t('filter.kinds'),
          value: search.kinds.map((kind) => t(`kind.${kind}`)).join(t('list.comma')),
        }
      : null,
    search.side ? { name: t('search.side.label'), value: t(`search.side.${search.side}`) } : null,
    search.direction
      ? { name: t('search.direction.label'), value: t(`search.direction.${search.direction}`) }
      : null,
    search.recalled
      ? { name: t('search.recalled.label'), value: t(`search.recalled.${search.recalled}`) }
      : null,
  ].filter((row) => row !== null);
  return (
    <dl className={styles.filterFacts}>
      {rows.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PartyWord({ id }: { id: string }) {
  const { data } = useParty(id);
  return data ? nameOf(data) : id;
}

function ConversationWord({ id }: { id: string }) {
  const { data } = useConversationTitle(id);
  return data?.title ?? id;
}

import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { Virtuoso } from 'react-virtuoso';
import type { PartyKind } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { PersonRow } from './PersonRow';
import type { ReadingParams } from './params';
import { usePeople } from './queries';
import styles from './ReadingRoom.module.css';

/** People of one kind. */
export function PeopleList({ kind, find }: { kind: PartyKind; find: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = usePeople(kind, find);
  if (isPending) return <RowSkeleton rows={10} />;
  if (!data) return <ProblemState compact error={error} onRetry={() => void refetch()} />;
  const people = data.pages.flatMap((page) => page.items);
  const total = data.pages[0]?.total ?? 0;
  if (people.length === 0) {
    const clear = () =>
      void navigate({
        to: '.',
        search: (before: ReadingParams) => ({ ...before, find: undefined }),
        replace: true,
      });
    return (
      <EmptyState
        compact
        title={t(find ? 'reading.nobodyFound' : 'reading.nobody')}
        why={t(find ? 'reading.nobodyFoundWhy' : 'reading.nobodyWhy')}
        action={find ? <Button onClick={clear}>{t('action.clearFilter')}</Button> : undefined}
      />
    );
  }
  return (
    <>
      <p className={`${styles.total} numbers`}>
        {t(kind === 'robot' ? 'reading.robotCount' : 'reading.peopleCount', {
          count: total,
          n: formatCount(total, i18n.language),
        })}
      </p>
      <div className={styles.list} data-rows>
        <Virtuoso
          data={people}
          computeItemKey={(_, person) => person.id}
          endReached={() => void (hasNextPage && fetchNextPage())}
          increaseViewportBy={400}
          itemContent={(_, person) => <PersonRow person={person} />}
        />
      </div>
    </>
  );
}

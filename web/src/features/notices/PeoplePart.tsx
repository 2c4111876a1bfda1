import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { LinksDialog } from './LinksDialog';
import styles from './Notices.module.css';
import { PaperDialog } from './PaperDialog';
import peopleStyles from './People.module.css';
import { PersonRow } from './PersonRow';
import { type Group, type Notice, usePeople } from './queries';

const GROUPS: Group[] = ['without', 'confirmed', 'declined', 'refused'];

/** Who answered, who did not, and what can be done about it. */
export function PeoplePart({ notice }: { notice: Notice }) {
  const { t, i18n } = useTranslation();
  const [group, setGroup] = useState<Group>('without');
  const [dialog, setDialog] = useState<'paper' | 'links'>();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePeople(
    notice.summary.id,
    group,
  );
  const figures = data?.pages[0]?.figures ?? notice.summary.figures;
  const people = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className={styles.parts}>
      <Segmented<Group>
        value={group}
        onChange={setGroup}
        options={GROUPS.map((value) => ({
          value,
          label: `${t(`notices.figure.${value}`)} ${formatCount(figures?.[value] ?? 0, i18n.language)}`,
        }))}
      />
      <div className={styles.actions}>
        <Button size="small" onClick={() => setDialog('paper')}>
          {t('notices.paper.open')}
        </Button>
        <Button size="small" onClick={() => setDialog('links')}>
          {t('notices.links.open')}
        </Button>
      </div>
      {isPending && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data && people.length === 0 && <EmptyState compact title={t(`notices.nobody.${group}`)} />}
      {people.length > 0 && (
        <ul className={peopleStyles.people}>
          {people.map((person) => (
            <PersonRow key={person.member.id} person={person} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('notices.more')}
        </Button>
      )}
      {dialog === 'paper' && (
        <PaperDialog id={notice.summary.id} asks={notice.summary.asks} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'links' && <LinksDialog onClose={() => setDialog(undefined)} />}
    </div>
  );
}

import { useNavigate, useSearch } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { LISTS, type SeatList } from './params';
import { type Reconcile, SEATS_FILE, useReconcile, useReconcileNow } from './queries';
import { SeatFigures } from './SeatFigures';
import { SeatRows } from './SeatRows';
import styles from './Scope.module.css';

/** Whether seats agree with the scope: who should be archived and is not, and what helps. */
export function SeatsTab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { list = 'missing', reason } = useSearch({ from: '/shell/admin/scope' });
  const found = useReconcile(list, reason);
  const now = useReconcileNow();
  const first = found.data?.pages[0];
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const go = (search: { list: SeatList; reason?: string | undefined }) =>
    void navigate({ to: '/admin/scope', search: { tab: 'seats', ...search }, replace: true });
  if (found.isPending) return <RowSkeleton rows={6} />;
  if (!first) return <ProblemState error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <div className={styles.stack}>
      <div className={styles.line}>
        <p className="quiet" data-testid="compared">
          {first.at === null ? (
            t('scope.seats.never')
          ) : (
            <>
              {t('scope.seats.at')} <Moment at={first.at} ago={Date.now()} />
            </>
          )}
        </p>
        <div className={styles.actions}>
          <Button href={SEATS_FILE} download="huicun-seats.csv" disabled={first.at === null}>
            {t('scope.seats.csv')}
          </Button>
          <Button type="primary" loading={now.isPending} onClick={() => now.mutate()}>
            {t('scope.seats.now')}
          </Button>
        </div>
      </div>
      {now.error && <ProblemNote error={now.error} />}
      {!now.error && first.failing && (
        <Alert
          type="warning"
          title={first.failing.title}
          description={
            <>
              {t('scope.seats.failingSince')} <Moment at={first.failing.since} />
              {t('list.stop')} {first.failing.fix}
            </>
          }
        />
      )}
      {first.at !== null && (
        <>
          {!first.ruled && <Alert type="info" title={t('scope.seats.unruled')} />}
          <SeatFigures found={first} />
          <Filters found={first} list={list} reason={reason} onChange={go} />
          {items.length === 0 ? (
            <EmptyState compact title={t(`scope.seats.none.${list}`)} />
          ) : (
            <SeatRows items={items} />
          )}
          {found.hasNextPage && (
            <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t('notices.more')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}

interface FilterProps {
  found: Reconcile;
  list: SeatList;
  reason: string | undefined;
  onChange: (search: { list: SeatList; reason?: string | undefined }) => void;
}

function Filters({ found, list, reason, onChange }: FilterProps) {
  const { t, i18n } = useTranslation();
  const n = (value: number) => formatCount(value, i18n.language);
  const totals = { missing: found.missing_total, surplus: found.surplus_total, unscoped: found.unscoped_total };
  const reasons: { reason: string; count: number }[] = list === 'unscoped' ? [] : found[list];
  return (
    <div className={styles.actions}>
      <Segmented<SeatList>
        value={list}
        onChange={(value) => onChange({ list: value })}
        options={LISTS.map((value) => ({
          value,
          label: `${t(`scope.seats.list.${value}`)} ${n(totals[value])}`,
        }))}
      />
      {reasons.length > 0 && (
        <Select<string>
          className={styles.select ?? ''}
          aria-label={t('scope.seats.reason')}
          value={reason ?? 'all'}
          onChange={(value) => onChange({ list, reason: value === 'all' ? undefined : value })}
          options={[
            { value: 'all', label: t('scope.seats.anyReason') },
            ...reasons.map((one) => ({
              value: one.reason,
              label: `${t(`scope.reason.${one.reason}`)} ${n(one.count)}`,
            })),
          ]}
        />
      )}
    </div>
  );
}

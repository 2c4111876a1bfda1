import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import { useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useDebounced } from '@/components/use-debounced';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { CheckLine } from './CheckLine';
import { ConsentHistory } from './ConsentHistory';
import { ConsentRow } from './ConsentRow';
import styles from './Notices.module.css';
import peopleStyles from './People.module.css';
import {
  type ConsentFilter,
  type ConsentState,
  type CustomerConsent,
  useCheckConsents,
  useCustomerConsents,
} from './queries';

const STATES: ConsentState[] = ['agree', 'default_agree', 'disagree'];

/** What customers said, as WeCom has it. */
export function CustomerConsents() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { state, side, q = '' } = useSearch({ from: '/shell/admin/notices' });
  const [shown, setShown] = useState<CustomerConsent>();
  const filter: ConsentFilter = { state, side, q };
  const setFilter = (next: ConsentFilter) =>
    void navigate({
      to: '/admin/notices',
      search: { tab: 'customers', ...next, q: next.q || undefined },
      replace: true,
    });
  const [typed, setTyped] = useDebounced(q, (next) => setFilter({ ...filter, q: next.trim() }));
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useCustomerConsents(filter);
  const check = useCheckConsents();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  const isFiltered = q !== '' || state !== undefined || side !== undefined;
  return (
    <div className={styles.parts}>
      <div className={styles.actions}>
        <Input.Search
          className={styles.search}
          value={typed}
          allowClear
          placeholder={t('notices.customers.search')}
          aria-label={t('notices.customers.search')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select<ConsentState | 'all'>
          aria-label={t('notices.customers.state')}
          className={styles.select}
          value={state ?? 'all'}
          onChange={(value) => setFilter({ ...filter, state: value === 'all' ? undefined : value })}
          options={[
            { value: 'all' as const, label: t('notices.customers.all') },
            ...STATES.map((value) => ({ value, label: t(`notices.customerState.${value}`) })),
          ]}
        />
        <Segmented<'all' | 'pair' | 'room'>
          value={side ?? 'all'}
          onChange={(value) => setFilter({ ...filter, side: value === 'all' ? undefined : value })}
          options={(['all', 'pair', 'room'] as const).map((value) => ({
            value,
            label: t(`notices.side.${value}`),
          }))}
        />
      </div>
      <CheckLine
        check={data?.pages[0]?.check ?? null}
        isStarting={check.isPending}
        onCheck={() => check.mutate()}
      />
      {check.isError && <ProblemNote error={check.error} />}
      {isPending && <RowSkeleton rows={6} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data && items.length === 0 && (
        <EmptyState
          title={t(isFiltered ? 'notices.customers.noneFound' : 'notices.customers.none')}
          why={isFiltered ? undefined : t('notices.customers.noneWhy')}
        />
      )}
      {items.length > 0 && (
        <>
          <p className="quiet">
            {t('notices.customers.total', { count: total, n: formatCount(total, i18n.language) })}
          </p>
          <ul className={peopleStyles.people} data-rows>
            {items.map((consent) => (
              <ConsentRow
                key={`${consent.side} ${consent.owner} ${consent.customer.id}`}
                consent={consent}
                onOpen={() => setShown(consent)}
              />
            ))}
          </ul>
        </>
      )}
      {hasNextPage && (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('notices.more')}
        </Button>
      )}
      {shown && <ConsentHistory consent={shown} onClose={() => setShown(undefined)} />}
    </div>
  );
}

import Button from 'antd/es/button';
import type { ReactNode } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';

interface Query {
  data: { pages: { total: number; items: unknown[] }[] } | undefined;
  error: unknown;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface Props {
  query: Query;
  /** What is counted, as a key. */
  counted: string;
  isFiltered: boolean;
  onClear: () => void;
  /** The rows. */
  children: ReactNode;
}

/** A list page by page: on its way, refused, empty for a reason, or so many with their rows. */
export function Listed({ query, counted, isFiltered, onClear, children }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, refetch, fetchNextPage } = query;
  if (isPending) return <RowSkeleton rows={8} />;
  if (!data) return <ProblemState error={error} onRetry={() => void refetch()} />;
  const total = data.pages[0]?.total ?? 0;
  if (total === 0) {
    return isFiltered ? (
      <EmptyState
        title={t('directory.noneFound')}
        action={<Button onClick={onClear}>{t('directory.clear')}</Button>}
      />
    ) : (
      <EmptyState title={t('directory.none')} why={t('directory.noneWhy')} />
    );
  }
  const n = formatCount(total, i18n.language);
  return (
    <>
      <p className="quiet numbers" role="status">
        {t(counted, { count: total, n })}
      </p>
      {children}
      {hasNextPage && (
        <div>
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('directory.more')}
          </Button>
        </div>
      )}
    </>
  );
}

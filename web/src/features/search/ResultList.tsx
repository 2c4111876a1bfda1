import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { Virtuoso } from 'react-virtuoso';
import type { SearchAnswer } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { HitRow } from './HitRow';
import { hasFilter } from './params';
import styles from './Search.module.css';

interface Props {
  search: UseInfiniteQueryResult<InfiniteData<SearchAnswer>>;
  query: string;
  exact: boolean;
  scroller: HTMLElement | null;
}

/** The hits, as many as one cares to scroll through. */
export function ResultList({ search, query, exact, scroller }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = useSearch({ from: '/shell/search' });
  const hits = search.data?.pages.flatMap((page) => page.hits) ?? [];
  if (hits.length === 0) {
    const clear = () =>
      void navigate({ to: '/search', search: { exact: params.exact }, hash: true, replace: true });
    return (
      <EmptyState
        title={t('search.nothing')}
        why={t(hasFilter(params) ? 'search.nothingFiltered' : 'search.nothingWhy')}
        action={hasFilter(params) ? <Button onClick={clear}>{t('search.clear')}</Button> : undefined}
      />
    );
  }
  return (
    <section className={styles.results} aria-label={t('search.results')} data-rows data-testid="results">
      {scroller && (
        <Virtuoso
          customScrollParent={scroller}
          data={hits}
          computeItemKey={(_, hit) => hit.message.seq}
          endReached={() => void (search.hasNextPage && !search.isFetching && search.fetchNextPage())}
          increaseViewportBy={600}
          itemContent={(_, hit) => <HitRow hit={hit} query={query} exact={exact} />}
        />
      )}
      {search.isFetchNextPageError && <ProblemNote error={search.error} />}
      <div className={styles.end}>{search.hasNextPage ? t('chat.loading') : t('search.end')}</div>
    </section>
  );
}

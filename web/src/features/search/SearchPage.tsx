import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { Watermarked } from '@/components/Watermarked';
import { useZone } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { CoverageLine } from './CoverageLine';
import { ExportButton } from './ExportButton';
import { FilterBar } from './FilterBar';
import { KindToggles } from './KindToggles';
import { hasFilter, requestOf } from './params';
import { useKindCounts, useSearchHits } from './queries';
import { ResultList } from './ResultList';
import styles from './Search.module.css';
import { SearchBox } from './SearchBox';
import { SearchTips } from './SearchTips';
import { Understood } from './Understood';
import { useQueryText } from './use-query-text';

/** One box, filters, and every message that matches. */
export function SearchPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const params = useSearch({ from: '/shell/search' });
  const [query, setQuery] = useQueryText();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const request = useMemo(() => requestOf(params, query, zone), [params, query, zone]);
  const isAsking = query.trim() !== '' || hasFilter(params);
  const search = useSearchHits(request, isAsking);
  const counts = useKindCounts(request, isAsking && !search.isError);
  const first = search.data?.pages[0];
  return (
    <Watermarked>
      <div className={styles.scroller} ref={setScroller}>
        <div className={styles.page}>
          <PageHeader
            title={t('page.search')}
            purpose={t('search.purpose')}
            action={<ExportButton request={request} total={isAsking ? first?.total : undefined} />}
          />
          <SearchBox value={query} onChange={setQuery} isBusy={isAsking && search.isFetching} />
          <FilterBar params={params} />
          {isAsking && <KindToggles params={params} counts={counts.data?.kinds ?? null} />}
          {!isAsking && <SearchTips />}
          {isAsking && search.isError && (
            <ProblemState error={search.error} onRetry={() => void search.refetch()} />
          )}
          {isAsking && search.isPending && <RowSkeleton rows={8} />}
          {isAsking && first && !search.isError && (
            <>
              <Understood terms={first.understood} exact={params.exact === '1'} />
              <CoverageLine answer={first} isStale={search.isPlaceholderData} />
              <ResultList search={search} query={query} exact={params.exact === '1'} scroller={scroller} />
            </>
          )}
        </div>
      </div>
    </Watermarked>
  );
}

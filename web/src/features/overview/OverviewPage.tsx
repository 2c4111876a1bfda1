import { Moment } from '@/components/Moment';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCards } from './AttentionCards';
import { FigureCards } from './FigureCards';
import { IngestBanner } from './IngestBanner';
import { KindsCard } from './KindsCard';
import styles from './Overview.module.css';
import { OverviewSkeleton } from './OverviewSkeleton';
import { useOverview } from './queries';
import { TrendCard } from './TrendCard';

/** What needs attention today. */
export function OverviewPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useOverview();
  const asOf = data && (
    <span className="quiet">
      {t('overview.asOf')} <Moment at={data.as_of} />
    </span>
  );
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.overview')} purpose={t('overview.purpose')} action={asOf} />
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <OverviewSkeleton />}
      {data && (
        <div className={styles.stack}>
          {data.ingest.problem && <IngestBanner problem={data.ingest.problem} now={data.as_of} />}
          <AttentionCards overview={data} />
          <FigureCards overview={data} />
          <div className={styles.charts}>
            <TrendCard days={data.trend} />
            <KindsCard kinds={data.kinds} total={data.messages.total} />
          </div>
        </div>
      )}
    </div>
  );
}

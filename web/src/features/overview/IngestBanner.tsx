import Alert from 'antd/es/alert';
import type { Overview } from '@/api/types';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';

type Problem = NonNullable<Overview['ingest']['problem']>;

/** What is wrong with ingest, since when, and what to do. */
export function IngestBanner({ problem, now }: { problem: Problem; now: number }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      title={problem.title}
      description={
        <>
          {problem.detail && <p>{problem.detail}</p>}
          <p>{problem.fix}</p>
          <p className="quiet">
            {t('overview.since')} <Moment at={problem.since} ago={now} /> · {problem.code}
          </p>
        </>
      }
    />
  );
}

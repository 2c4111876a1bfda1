import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { type Step, useConnection } from './queries';
import { ReadyNote } from './ReadyNote';
import { StepList } from './StepList';
import { StepPanel } from './StepPanel';
import { StepPicker } from './StepPicker';
import { nextStep } from './steps';

/** Connecting the archive to WeCom, step by step, each checked against WeCom itself. */
export function ConnectionPage() {
  const { t } = useTranslation();
  const connection = useConnection();
  const asked = useSearch({ from: '/shell/admin/connection' }).step;
  const { data } = connection;
  // Where one begins is where one stays: a step that passes is not left at once.
  const [resumed, setResumed] = useState<Step>();
  if (data && !resumed) setResumed(nextStep(data));
  const step = asked ?? resumed;
  const view = data?.steps.find((known) => known.step === step);
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.connection')} purpose={t('connection.purpose')} />
      {connection.isPending && <RowSkeleton rows={8} />}
      {!data && connection.error && (
        <ProblemState error={connection.error} onRetry={() => void connection.refetch()} />
      )}
      {data && view && (
        <>
          <ReadyNote connection={data} />
          <div className={styles.columns}>
            <StepList steps={data.steps} current={view.step} />
            <StepPicker steps={data.steps} current={view.step} />
            <StepPanel key={view.step} connection={data} view={view} />
          </div>
        </>
      )}
    </div>
  );
}

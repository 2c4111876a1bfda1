import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Tabs from 'antd/es/tabs';
import { lazy, Suspense, useState } from 'react';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { OperatorsTab } from './OperatorsTab';
import { type AccessTab, TABS } from './params';
import { useOperators } from './queries';

const ProtectedTab = lazy(() =>
  import('./ProtectedTab').then((module) => ({ default: module.ProtectedTab })),
);
const ExplainTab = lazy(() => import('./ExplainTab').then((module) => ({ default: module.ExplainTab })));
const OperatorForm = lazy(() =>
  import('./OperatorForm').then((module) => ({ default: module.OperatorForm })),
);

/** Who may do what: operators, their rights, whose conversations are protected, and why somebody sees something. */
export function AccessPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const [isCreating, setCreating] = useState(false);
  const { tab = 'operators' } = useSearch({ from: '/shell/admin/access' });
  const { data, error, isPending, refetch } = useOperators();
  const action = may('manage_access') && (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('access.create.open')}
    </Button>
  );
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.access')} purpose={t('access.purpose')} action={action} />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate({ to: '/admin/access', search: { tab: key as AccessTab } })}
        items={TABS.map((key) => ({ key, label: t(`access.tab.${key}`) }))}
      />
      {isPending && <RowSkeleton rows={5} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data && (
        <Suspense fallback={<RowSkeleton rows={5} />}>
          {tab === 'operators' && <OperatorsTab view={data} />}
          {tab === 'protected' && <ProtectedTab view={data} />}
          {tab === 'explain' && <ExplainTab view={data} />}
          {isCreating && <OperatorForm onClose={() => setCreating(false)} />}
        </Suspense>
      )}
    </div>
  );
}

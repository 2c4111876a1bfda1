import { useNavigate, useSearch } from '@tanstack/react-router';
import Tabs from 'antd/es/tabs';
import { lazy, Suspense } from 'react';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { type ScopeTab, TABS } from './params';
import { useScope } from './queries';
import { ScopeRules } from './ScopeRules';

const SeatsTab = lazy(() => import('./SeatsTab').then((module) => ({ default: module.SeatsTab })));
const QuarantinePanel = lazy(() =>
  import('@/features/quarantine/QuarantinePanel').then((module) => ({ default: module.QuarantinePanel })),
);
const MemberTab = lazy(() => import('./MemberTab').then((module) => ({ default: module.MemberTab })));

/** Who is archived: by which rules, whether there are seats for them, who was at any moment, and what is held back. */
export function ScopePage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'rules' } = useSearch({ from: '/shell/admin/scope' });
  const part = {
    rules: <Rules />,
    seats: <SeatsTab />,
    member: <MemberTab />,
    quarantine: <QuarantinePanel />,
  }[tab];
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.scope')} purpose={t('scope.purpose')} />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate({ to: '/admin/scope', search: { tab: key as ScopeTab } })}
        items={TABS.map((key) => ({ key, label: t(`scope.tab.${key}`) }))}
      />
      <Suspense fallback={<RowSkeleton rows={5} />}>{part}</Suspense>
    </div>
  );
}

function Rules() {
  const { data, error, isPending, refetch } = useScope();
  if (isPending) return <RowSkeleton rows={5} />;
  if (!data) return <ProblemState error={error} onRetry={() => void refetch()} />;
  // A draft is made from one version: what was saved since begins another.
  return <ScopeRules key={data.version} scope={data} onReload={() => void refetch()} />;
}

import DownloadOutlined from '@ant-design/icons/es/icons/DownloadOutlined';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { EmptyState } from '@/components/EmptyState';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { ExportDrawer } from './ExportDrawer';
import { ExportTable } from './ExportTable';
import { useExports } from './queries';

/** What was taken away, and what is on its way. */
export function ExportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { job } = useSearch({ from: '/shell/exports' });
  const { data, error, isPending, refetch } = useExports();
  const show = (id: string | undefined) =>
    void navigate({ to: '/exports', search: { job: id }, replace: true });
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.exports')} purpose={t('exports.purpose')} />
      {isPending && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <EmptyState
          icon={<DownloadOutlined />}
          title={t('exports.none')}
          why={t('exports.noneWhy')}
          action={<Link to="/search">{t('exports.noneAction')}</Link>}
        />
      )}
      {data && data.length > 0 && <ExportTable jobs={data} chosen={job} onChoose={show} />}
      <ExportDrawer job={data?.find(({ id }) => id === job)} onClose={() => show(undefined)} />
    </div>
  );
}

import NotificationOutlined from '@ant-design/icons/es/icons/NotificationOutlined';
import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { NoticeDrawer } from './NoticeDrawer';
import { NoticeTable } from './NoticeTable';
import { useNotices } from './queries';

/** The notices, and one of them beside. */
export function NoticeTexts({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { notice } = useSearch({ from: '/shell/admin/notices' });
  const { data, error, isPending, refetch } = useNotices();
  const show = (id: string | undefined) =>
    void navigate({ to: '/admin/notices', search: { notice: id }, replace: true });
  return (
    <>
      {isPending && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <EmptyState
          icon={<NotificationOutlined />}
          title={t('notices.none')}
          why={t('notices.noneWhy')}
          action={<Button onClick={onCreate}>{t('notices.create')}</Button>}
        />
      )}
      {data && data.length > 0 && <NoticeTable notices={data} chosen={notice} onChoose={show} />}
      {notice && <NoticeDrawer key={notice} id={notice} onClose={() => show(undefined)} />}
    </>
  );
}

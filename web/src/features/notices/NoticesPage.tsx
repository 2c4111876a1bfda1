import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Tabs from 'antd/es/tabs';
import { lazy, Suspense, useState } from 'react';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { NoticeTexts } from './NoticeTexts';
import type { NoticeTab } from './params';

const NewNoticeDialog = lazy(() =>
  import('./NewNoticeDialog').then((module) => ({ default: module.NewNoticeDialog })),
);
const CustomerConsents = lazy(() =>
  import('./CustomerConsents').then((module) => ({ default: module.CustomerConsents })),
);
const Questions = lazy(() => import('./Questions').then((module) => ({ default: module.Questions })));
const RefusalRule = lazy(() => import('./RefusalRule').then((module) => ({ default: module.RefusalRule })));

const TABS: NoticeTab[] = ['texts', 'customers', 'questions', 'rule'];

/** What people are told about archiving, and what they answer. */
export function NoticesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab = 'texts' } = useSearch({ from: '/shell/admin/notices' });
  const [creating, setCreating] = useState(false);
  const part = {
    texts: <NoticeTexts onCreate={() => setCreating(true)} />,
    customers: <CustomerConsents />,
    questions: <Questions />,
    rule: <RefusalRule />,
  }[tab];
  return (
    <div className={pageStyles.page}>
      <PageHeader
        title={t('page.notices')}
        purpose={t('notices.purpose')}
        action={
          <div className={styles.actions}>
            <Link to="/admin/notices/register" className={styles.link}>
              {t('notices.register.open')}
            </Link>
            <Button type="primary" onClick={() => setCreating(true)}>
              {t('notices.create')}
            </Button>
          </div>
        }
      />
      <Tabs
        activeKey={tab}
        onChange={(key) => void navigate({ to: '/admin/notices', search: { tab: key as NoticeTab } })}
        items={TABS.map((key) => ({ key, label: t(`notices.tab.${key}`) }))}
      />
      <Suspense fallback={<RowSkeleton rows={4} />}>
        {part}
        {creating && <NewNoticeDialog onClose={() => setCreating(false)} />}
      </Suspense>
    </div>
  );
}

import { useNavigate } from '@tanstack/react-router';
import Tabs from 'antd/es/tabs';
import { lazy, Suspense } from 'react';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { MembersPart } from './MembersPart';
import { PARTS, type Part } from './params';
import { useDirectory } from './use-directory';

const ContactsPart = lazy(() =>
  import('./ContactsPart').then((module) => ({ default: module.ContactsPart })),
);
const RoomsPart = lazy(() => import('./RoomsPart').then((module) => ({ default: module.RoomsPart })));
const TagsPart = lazy(() => import('./TagsPart').then((module) => ({ default: module.TagsPart })));

/** Who and what there is in the corp, and how it stands with the archive. */
export function DirectoryPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { part = 'members' } = useDirectory().params;
  const shown = {
    members: <MembersPart />,
    contacts: <ContactsPart />,
    rooms: <RoomsPart />,
    tags: <TagsPart />,
  }[part];
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.directory')} purpose={t('directory.purpose')} />
      <Tabs
        activeKey={part}
        onChange={(key) => void navigate({ to: '/directory', search: { part: key as Part } })}
        items={PARTS.map((key) => ({ key, label: t(`directory.part.${key}`) }))}
      />
      <Suspense fallback={<RowSkeleton rows={8} />}>{shown}</Suspense>
    </div>
  );
}

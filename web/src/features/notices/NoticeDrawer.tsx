import Drawer from 'antd/es/drawer';
import Tabs from 'antd/es/tabs';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { DeliveryPart } from './DeliveryPart';
import { PeoplePart } from './PeoplePart';
import { PlacesPart } from './PlacesPart';
import { type Notice, useNotice } from './queries';
import { VersionPart } from './VersionPart';

interface Props {
  id: string;
  onClose: () => void;
}

/** Everything about one notice, the list still beside it. */
export function NoticeDrawer({ id, onClose }: Props) {
  const { data, error, refetch } = useNotice(id);
  return (
    <Drawer open title={data?.summary.name ?? ''} onClose={onClose} size={720}>
      {!data && !error && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data && <NoticeParts notice={data} />}
    </Drawer>
  );
}

function NoticeParts({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const isPublished = notice.summary.version !== null;
  const isForEmployees = notice.summary.audience === 'employee';
  const items = [{ key: 'text', label: t('notices.part.text'), children: <VersionPart notice={notice} /> }];
  if (isPublished && isForEmployees) {
    items.push(
      { key: 'delivery', label: t('notices.part.delivery'), children: <DeliveryPart notice={notice} /> },
      { key: 'people', label: t('notices.part.people'), children: <PeoplePart notice={notice} /> },
    );
  }
  if (isPublished && !isForEmployees) {
    items.push({ key: 'places', label: t('notices.part.places'), children: <PlacesPart notice={notice} /> });
  }
  return <Tabs items={items} />;
}

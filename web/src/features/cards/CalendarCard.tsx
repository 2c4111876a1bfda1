import CalendarOutlined from '@ant-design/icons/es/icons/CalendarOutlined';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import { Facts } from './Facts';
import { periodOf } from './Period';
import type { CardProps } from './registry';

/** An appointment. */
export function CalendarCard({ content }: CardProps<'calendar'>) {
  const { t } = useTranslation();
  return (
    <Card
      kind="calendar"
      icon={<CalendarOutlined />}
      title={<RichText text={content.title || t('kind.calendar')} />}
    >
      <Facts
        rows={[
          { name: t('card.when'), value: periodOf(content.starts_at, content.ends_at) },
          { name: t('card.where'), value: content.place },
          { name: t('card.creator'), value: content.creator },
          { name: t('card.attendees'), value: content.attendees.join(t('list.comma')) },
          { name: t('card.remarks'), value: content.remarks && <RichText text={content.remarks} /> },
        ]}
      />
    </Card>
  );
}

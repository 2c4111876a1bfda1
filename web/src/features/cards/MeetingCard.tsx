import TeamOutlined from '@ant-design/icons/es/icons/TeamOutlined';
import { CopyButton } from '@/components/CopyButton';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import { Facts } from './Facts';
import { periodOf } from './Period';
import type { CardProps } from './registry';

const STATES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 7]);

/** An invitation to a meeting, or the answer to one. */
export function MeetingCard({ content }: CardProps<'meeting'>) {
  const { t } = useTranslation();
  const { status } = content;
  const state = status !== null && STATES.has(status) ? t(`card.meeting.${status}`) : undefined;
  return (
    <Card
      kind="meeting"
      icon={<TeamOutlined />}
      title={<RichText text={content.topic || t('kind.meeting')} />}
      text={content.answer ? t('card.meetingAnswer', { state: state ?? '—' }) : state}
    >
      <Facts
        rows={[
          { name: t('card.when'), value: periodOf(content.starts_at, content.ends_at) },
          { name: t('card.where'), value: content.address },
          { name: t('card.remarks'), value: content.remarks && <RichText text={content.remarks} /> },
          {
            name: t('card.meetingId'),
            value: content.meeting_id && (
              <CopyButton text={content.meeting_id} label={t('details.copyId')}>
                {content.meeting_id}
              </CopyButton>
            ),
          },
        ]}
      />
    </Card>
  );
}

import InfoCircleOutlined from '@ant-design/icons/es/icons/InfoCircleOutlined';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';

/** An event, where it stands in another message rather than in a line of its own. */
export function EventCard({ content }: CardProps<'revoke' | 'meeting_notification' | 'switch'>) {
  const { t } = useTranslation();
  const words =
    content.type === 'meeting_notification' && content.text ? content.text : t(`kind.${content.type}`);
  return <Card kind={content.type} icon={<InfoCircleOutlined />} tone="quiet" title={words} />;
}

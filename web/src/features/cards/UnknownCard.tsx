import QuestionCircleOutlined from '@ant-design/icons/es/icons/QuestionCircleOutlined';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';
import { TextsWithRaw } from './TextsWithRaw';

/** A kind that this version does not know, kept as it came; or a message that cannot be read. */
export function UnknownCard({ content }: CardProps<'unknown'>) {
  const { t } = useTranslation();
  const lost = content.raw === '' && content.texts.length === 0;
  return (
    <Card
      kind="unknown"
      icon={<QuestionCircleOutlined />}
      tone="quiet"
      title={t(lost ? 'card.unreadable' : 'card.unknown')}
      text={t(lost ? 'card.unreadableWhy' : 'card.unknownWhy', { kind: content.msgtype })}
    >
      <TextsWithRaw texts={content.texts} raw={content.raw} />
    </Card>
  );
}

import CloudOutlined from '@ant-design/icons/es/icons/CloudOutlined';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';

/** A file in WeDrive: the message holds its name and no more. */
export function DiskFileCard({ content }: CardProps<'qydiskfile'>) {
  const { t } = useTranslation();
  return (
    <Card
      kind="qydiskfile"
      icon={<CloudOutlined />}
      title={<RichText text={content.name || t('card.noName')} />}
      text={t('card.diskFile')}
    />
  );
}

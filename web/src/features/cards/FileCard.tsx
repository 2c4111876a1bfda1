import FileOutlined from '@ant-design/icons/es/icons/FileOutlined';
import { useTranslation } from '@/i18n/use-translation';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A file. */
export function FileCard({ content }: CardProps<'file'>) {
  const { t } = useTranslation();
  return (
    <MediaFrame
      kind="file"
      icon={<FileOutlined />}
      media={content.media}
      name={content.name || t('card.noName')}
      more={content.extension.toUpperCase() || undefined}
    />
  );
}

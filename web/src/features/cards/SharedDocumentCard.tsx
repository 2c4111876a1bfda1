import FilePptOutlined from '@ant-design/icons/es/icons/FilePptOutlined';
import { useTranslation } from '@/i18n/use-translation';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A document that was shown in a call. */
export function SharedDocumentCard({ content }: CardProps<'voip_doc_share'>) {
  const { t } = useTranslation();
  return (
    <MediaFrame
      kind="voip_doc_share"
      icon={<FilePptOutlined />}
      media={content.media}
      name={content.name || t('card.noName')}
    />
  );
}

import EnvironmentOutlined from '@ant-design/icons/es/icons/EnvironmentOutlined';
import { CopyButton } from '@/components/CopyButton';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';

/** A place. No map is fetched: its coordinates can be copied. */
export function LocationCard({ content }: CardProps<'location'>) {
  const { t } = useTranslation();
  const place = `${content.latitude.toFixed(6)}, ${content.longitude.toFixed(6)}`;
  return (
    <Card
      kind="location"
      icon={<EnvironmentOutlined />}
      title={<RichText text={content.title || content.address || place} />}
      text={<RichText text={content.title ? content.address : ''} />}
      note={
        <>
          <CopyButton text={place} label={t('card.copyPlace')}>
            {place}
          </CopyButton>
          {content.zoom !== null && (
            <span className="quiet numbers"> {t('card.zoom', { zoom: content.zoom })}</span>
          )}
        </>
      }
    />
  );
}

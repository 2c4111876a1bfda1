import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaRef, MessageKind } from '@/api/types';
import { RichText } from '@/features/text/RichText';
import { formatBytes, formatPlaying } from '@/format/numbers';
import { Card } from './Card';

interface Props {
  kind: MessageKind;
  icon: ReactNode;
  media: MediaRef;
  /** The file's name, where it has one. */
  name?: string;
  /** What is known besides, such as its measures. */
  more?: string | undefined;
}

/** A file: what is known of it, and that it is not shown here. */
export function MediaFrame({ kind, icon, media, name, more }: Props) {
  const { t } = useTranslation();
  const facts = [
    media.seconds === null ? undefined : formatPlaying(media.seconds),
    media.size === null ? undefined : formatBytes(media.size),
    more,
  ].filter(Boolean);
  return (
    <Card
      kind={kind}
      icon={icon}
      title={name ? <RichText text={name} /> : t(`kind.${kind}`)}
      text={<span className="numbers">{facts.join(' · ') || t('card.nothingKnown')}</span>}
      note={t('card.notShown')}
    />
  );
}

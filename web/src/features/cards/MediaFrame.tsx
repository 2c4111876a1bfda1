import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MediaRef, MessageKind } from '@/api/types';
import { FilePreview } from '@/features/files/FilePreview';
import { useFile } from '@/features/files/message-files';
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

/** A file: what is known of it, whether it is kept, and itself where it is. */
export function MediaFrame({ kind, icon, media, name, more }: Props) {
  const { t } = useTranslation();
  const known = useFile(media.slot);
  const state = known?.file.state ?? 'waiting';
  const kept = state === 'saved' || state === 'disputed';
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
      note={t(`file.state.${state}`)}
    >
      {known && kept && <FilePreview seq={known.seq} file={known.file} label={name || t(`kind.${kind}`)} />}
    </Card>
  );
}

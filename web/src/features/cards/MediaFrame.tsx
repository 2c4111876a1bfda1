import type { ReactNode } from 'react';
import type { MediaRef, MessageKind } from '@/api/types';
import { FileFacts } from '@/features/files/FileFacts';
import { FilePreview, isShownBare } from '@/features/files/FilePreview';
import { FileTexts } from '@/features/files/FileTexts';
import { useFile } from '@/features/files/message-files';
import { visibleName } from '@/features/files/visible-name';
import { RichText } from '@/features/text/RichText';
import { formatBytes, formatPlaying } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';

interface Props {
  kind: MessageKind;
  icon: ReactNode;
  media: MediaRef;
  /** The file's name, where it has one. */
  name?: string;
  /** What is known besides, such as its measures. */
  more?: string | undefined;
  children?: ReactNode;
}

/** Kinds that people see and hear as themselves, without a card around. */
const AS_ITSELF: ReadonlySet<MessageKind> = new Set(['image', 'emotion', 'voice']);

/** A file: what is known of it, whether it is kept, and itself where it is. */
export function MediaFrame({ kind, icon, media, name, more, children }: Props) {
  const { t } = useTranslation();
  const known = useFile(media.slot);
  const state = known?.file.state ?? 'waiting';
  const label = name || t(`kind.${kind}`);
  const kept = known && (state === 'saved' || state === 'disputed') ? known : undefined;
  const preview = kept && (
    <FilePreview seq={kept.seq} file={kept.file} label={label} seconds={media.seconds} />
  );
  if (kept && state === 'saved' && AS_ITSELF.has(kind) && isShownBare(kept.file)) return preview;
  const facts = [
    media.seconds === null ? undefined : formatPlaying(media.seconds),
    media.size === null ? undefined : formatBytes(media.size),
    more,
  ].filter(Boolean);
  return (
    <Card
      kind={kind}
      icon={icon}
      title={name ? <RichText text={visibleName(name)} /> : t(`kind.${kind}`)}
      text={<span className="numbers">{facts.join(' · ') || t('card.nothingKnown')}</span>}
      note={t(`file.state.${state}`)}
    >
      {preview}
      {known && <FileFacts file={known.file} />}
      {kept && <FileTexts seq={kept.seq} file={kept.file} label={label} />}
      {children}
    </Card>
  );
}

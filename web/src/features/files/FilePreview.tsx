import type { MessageFile } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { PagePicture } from './PagePicture';
import { Picture } from './Picture';
import { Said } from './Said';
import { SaveFile } from './SaveFile';
import { VideoPlayer } from './VideoPlayer';
import { VoicePlayer } from './VoicePlayer';

interface Props {
  seq: number;
  file: MessageFile;
  /** What a screen reader says of it. */
  label: string;
  /** How long a video is, where the message says. */
  seconds?: number | null;
}

/** What a browser plays itself; other videos are saved. */
const PLAYED: ReadonlySet<string> = new Set(['video/mp4', 'video/webm']);

/** A file that is kept: heard, seen, or saved. */
export function FilePreview({ seq, file, label, seconds = null }: Props) {
  const { t } = useTranslation();
  const picture = pictureOf(file, 'thumbnail');
  const type = file.media_type ?? '';
  if (file.sound) {
    return (
      <>
        <VoicePlayer sound={file.sound} label={label} />
        {file.said && <Said text={file.said} />}
        <SaveFile seq={seq} file={file} word={t('file.originalFile')} />
      </>
    );
  }
  if (PLAYED.has(type)) {
    return <VideoPlayer seq={seq} file={file} label={label} seconds={seconds} />;
  }
  if (isPicture(file)) return <Picture seq={seq} file={file} label={label} />;
  return (
    <>
      {picture && <PagePicture file={file} label={label} />}
      <SaveFile seq={seq} file={file} />
    </>
  );
}

/** The picture of a role, where one was made. */
export function pictureOf(file: MessageFile, role: string) {
  return file.pictures.find((picture) => picture.role === role);
}

/** Tells whether a file is a picture that can be shown: its small one is made first, the large one later. */
function isPicture(file: MessageFile): boolean {
  return file.media_type?.startsWith('image/') === true && pictureOf(file, 'thumbnail') !== undefined;
}

/** Tells whether a file is shown as itself rather than within a card. */
export function isShownBare(file: MessageFile): boolean {
  return file.sound !== null || isPicture(file);
}

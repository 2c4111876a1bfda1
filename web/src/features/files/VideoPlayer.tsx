import PlayCircleFilled from '@ant-design/icons/es/icons/PlayCircleFilled';
import { useState } from 'react';
import type { MessageFile } from '@/api/types';
import { ProblemNote } from '@/components/ProblemNote';
import { formatPlaying } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { pictureOf } from './FilePreview';
import styles from './Files.module.css';
import { useFileLink } from './use-file-link';

interface Props {
  seq: number;
  file: MessageFile;
  label: string;
  /** How long it is, where the message says. */
  seconds: number | null;
}

/** A video behind its poster; it is asked for when somebody wants to see it, and can be sought. */
export function VideoPlayer({ seq, file, label, seconds }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const [failed, setFailed] = useState(false);
  const link = useFileLink(seq, file.slot, wanted);
  const poster = pictureOf(file, 'poster');
  const ratio = poster ? `${poster.width} / ${poster.height}` : '16 / 9';
  return (
    <div className={styles.video} style={{ aspectRatio: ratio }}>
      {link.data ? (
        // biome-ignore lint/a11y/useMediaCaption: an archived video has no captions of its own
        <video
          src={link.data.url}
          poster={poster?.url}
          aria-label={label}
          controls
          autoPlay
          onError={() => setFailed(true)}
        />
      ) : (
        <button
          type="button"
          className={styles.play}
          aria-label={`${t('file.play')} ${label}`}
          disabled={link.isLoading}
          onClick={() => setWanted(true)}
        >
          {poster && <img src={poster.url} alt="" />}
          <PlayCircleFilled aria-hidden />
          {seconds !== null && <span className={`${styles.length} numbers`}>{formatPlaying(seconds)}</span>}
        </button>
      )}
      {failed && (
        <p role="alert" className={styles.failed}>
          {t('file.notPlayed')}
        </p>
      )}
      {link.isError && <ProblemNote error={link.error} />}
    </div>
  );
}

import DownloadOutlined from '@ant-design/icons/es/icons/DownloadOutlined';
import PlayCircleOutlined from '@ant-design/icons/es/icons/PlayCircleOutlined';
import { Button, Image, Spin } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '@/api/types';
import { ProblemNote } from '@/components/ProblemNote';
import styles from './Files.module.css';
import { useFileLink } from './use-file-link';
import { useInView } from './use-in-view';

interface Props {
  seq: number;
  file: MessageFile;
  /** What a screen reader says of it. */
  label: string;
}

/** A file that is kept: a picture is shown, a video played, anything else saved. */
export function FilePreview(props: Props) {
  const type = props.file.media_type ?? '';
  if (type.startsWith('image/') && !props.file.active) return <Picture {...props} />;
  if (type === 'video/mp4') return <Video {...props} />;
  return <Save {...props} />;
}

function Picture({ seq, file, label }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const link = useFileLink(seq, file.slot, useInView(place));
  return (
    <div ref={place} className={styles.place}>
      {link.data && <Image className={styles.picture} src={link.data.url} alt={label} />}
      {link.isError && <ProblemNote error={link.error} />}
      {link.isLoading && <Spin />}
    </div>
  );
}

function Video({ seq, file, label }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const link = useFileLink(seq, file.slot, wanted);
  return (
    <div className={styles.place}>
      {link.data ? (
        // biome-ignore lint/a11y/useMediaCaption: an archived video has no captions of its own
        <video className={styles.video} src={link.data.url} aria-label={label} controls autoPlay />
      ) : (
        <Button icon={<PlayCircleOutlined />} loading={link.isLoading} onClick={() => setWanted(true)}>
          {t('file.play')}
        </Button>
      )}
      {link.isError && <ProblemNote error={link.error} />}
    </div>
  );
}

function Save({ seq, file }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const link = useFileLink(seq, file.slot, wanted);
  return (
    <div className={styles.tools}>
      {link.data ? (
        <Button size="small" icon={<DownloadOutlined />} href={link.data.url} download>
          {t('file.save')}
        </Button>
      ) : (
        <Button size="small" loading={link.isLoading} onClick={() => setWanted(true)}>
          {t('file.open')}
        </Button>
      )}
      {link.isError && <ProblemNote error={link.error} />}
    </div>
  );
}

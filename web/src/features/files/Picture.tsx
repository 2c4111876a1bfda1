import { Image } from 'antd';
import type { MessageFile } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { pictureOf } from './FilePreview';
import styles from './Files.module.css';
import { FileTexts } from './FileTexts';
import { SaveFile } from './SaveFile';

interface Props {
  seq: number;
  file: MessageFile;
  label: string;
}

/** The longest side of a picture in a chat. */
const LONGEST = 240;

/** A picture in its final size from the start; a click shows it large, to be zoomed, turned and paged through. */
export function Picture({ seq, file, label }: Props) {
  const { t } = useTranslation();
  const small = pictureOf(file, 'thumbnail');
  if (!small) return null;
  const large = pictureOf(file, 'preview') ?? small;
  const scale = Math.min(1, LONGEST / Math.max(small.width, small.height, 1));
  const [width, height] = [Math.round(small.width * scale), Math.round(small.height * scale)];
  return (
    <div className={styles.picture}>
      <Image
        src={small.url}
        width={width}
        height={height}
        alt={label}
        preview={{ src: large.url, cover: t('file.enlarge') }}
      />
      <div className={styles.beside}>
        <span className="numbers">{`${large.width} × ${large.height}`}</span>
        <FileTexts seq={seq} file={file} label={label} />
        <SaveFile seq={seq} file={file} word={t('file.original')} />
      </div>
    </div>
  );
}

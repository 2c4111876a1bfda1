import { Image } from 'antd';
import type { MessageFile } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { pictureOf } from './FilePreview';
import styles from './Files.module.css';

/** The first page of a document; a click shows it large. */
export function PagePicture({ file, label }: { file: MessageFile; label: string }) {
  const { t } = useTranslation();
  const small = pictureOf(file, 'thumbnail');
  const large = pictureOf(file, 'first_page') ?? pictureOf(file, 'poster') ?? small;
  if (!small || !large) return null;
  return (
    <div className={styles.page}>
      <Image
        src={small.url}
        height={140}
        alt={t('file.firstPage', { name: label })}
        preview={{ src: large.url, cover: t('file.enlarge') }}
      />
    </div>
  );
}

import DownloadOutlined from '@ant-design/icons/es/icons/DownloadOutlined';
import { Button } from 'antd';
import { useState } from 'react';
import type { MessageFile } from '@/api/types';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Files.module.css';
import { useFileLink } from './use-file-link';

interface Props {
  seq: number;
  file: MessageFile;
  /** What the button says; `Get the file` by default. */
  word?: string;
}

/** Gets a link to the file as it came, which is on record, and then saves it. */
export function SaveFile({ seq, file, word }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const link = useFileLink(seq, file.slot, wanted);
  return (
    <div className={styles.tools}>
      {link.data ? (
        <Button size="small" type="link" icon={<DownloadOutlined />} href={link.data.url} download>
          {t('file.save')}
        </Button>
      ) : (
        <Button size="small" type="link" loading={link.isLoading} onClick={() => setWanted(true)}>
          {word ?? t('file.open')}
        </Button>
      )}
      {link.isError && <ProblemNote error={link.error} />}
    </div>
  );
}

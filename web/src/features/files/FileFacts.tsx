import type { MessageFile } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Files.module.css';

/** What is wrong with a file, what it lacks, and until when it can still be had. */
export function FileFacts({ file }: { file: MessageFile }) {
  const { t, i18n } = useTranslation();
  const words = new Intl.ListFormat(i18n.language);
  const kept = file.state === 'saved' || file.state === 'disputed';
  return (
    <div className={styles.facts}>
      {file.state === 'waiting' && (
        <span>
          {t('file.until')} <Moment at={file.deadline} />
        </span>
      )}
      {file.state !== 'saved' && file.problem && (
        <span>{t(`file.problem.${file.problem}`, { defaultValue: file.problem })}</span>
      )}
      {file.active && <span className={styles.danger}>{t('file.active')}</span>}
      {kept &&
        file.lacks.map((lack) => <span key={lack}>{t(`file.lacks.${lack}`, { defaultValue: lack })}</span>)}
      {file.texts.length > 0 && (
        <span>
          {t('file.searchable', {
            sources: words.format(file.texts.map((one) => t(`search.drawnFrom.${one}`))),
          })}
        </span>
      )}
      {file.sha256 && (
        <CopyButton text={file.sha256} label={t('file.copyHash')}>
          {`SHA-256 ${file.sha256.slice(0, 12)}…`}
        </CopyButton>
      )}
    </div>
  );
}

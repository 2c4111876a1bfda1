import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Said.module.css';

/** What is said in a voice, as a service put it into words: an aid, not a record. */
export function Said({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <p className={styles.said}>
      <span className={styles.source} title={t('file.saidBy')}>
        {t('search.drawnFrom.speech')}
      </span>
      <RichText text={text} />
    </p>
  );
}

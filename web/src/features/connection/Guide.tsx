import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { Step } from './queries';
import { GUIDE_LINES } from './steps';

const LINES = 'connection.guide';

/** Exactly what to do, line by line. */
export function Guide({ step }: { step: Step }) {
  const { t } = useTranslation();
  const numbers = Array.from({ length: GUIDE_LINES[step] }, (_, at) => at + 1);
  return (
    <ol className={styles.guide}>
      {numbers.map((number) => (
        <li key={number}>{t(`${LINES}.${step}.${number}`)}</li>
      ))}
    </ol>
  );
}

import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import type { Standing } from './queries';

/** Where a member stands with the archive. */
export function StandingTag({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  return (
    <span className={styles.standing} data-standing={standing} title={t(`directory.standingWhy.${standing}`)}>
      {t(`directory.standing.${standing}`)}
    </span>
  );
}

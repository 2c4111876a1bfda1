import { Link } from '@tanstack/react-router';
import type { Overview } from '@/api/types';
import { Count } from '@/components/Count';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './KindsCard.module.css';
import cardStyles from './Overview.module.css';

const SHOWN = 10;

/** Messages by kind; each leads to them. */
export function KindsCard({ kinds, total }: { kinds: Overview['kinds']; total: number }) {
  const { t } = useTranslation();
  const mayFollow = useMay()('search');
  const highest = Math.max(1, ...kinds.map(({ count }) => count));
  return (
    <section className={cardStyles.card}>
      <h2 className={cardStyles.heading}>{t('overview.kinds')}</h2>
      {total === 0 && <p className={cardStyles.note}>{t('overview.kindsNone')}</p>}
      <ul className={styles.list}>
        {kinds.slice(0, SHOWN).map(({ kind, count }) => (
          <li key={kind} className={styles.row}>
            {mayFollow ? (
              <Link to="/search" search={{ kinds: kind }} className={styles.name}>
                {t(`kind.${kind}`)}
              </Link>
            ) : (
              <span className={styles.name}>{t(`kind.${kind}`)}</span>
            )}
            <span className={styles.track} aria-hidden>
              <span className={styles.bar} style={{ width: `${Math.max(1, (count / highest) * 100)}%` }} />
            </span>
            <Count value={count} />
          </li>
        ))}
      </ul>
    </section>
  );
}

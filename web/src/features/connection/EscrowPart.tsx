import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { EscrowKey } from './EscrowKey';
import type { Key } from './queries';

/** Two shares of each key, each kept by somebody else. */
export function EscrowPart({ keys }: { keys: Key[] }) {
  const { t } = useTranslation();
  if (keys.length === 0) return <p className="quiet">{t('connection.noKeyYet')}</p>;
  return (
    <div className={styles.stack}>
      {keys.map((known) => (
        <EscrowKey key={known.version} known={known} />
      ))}
    </div>
  );
}

import Button from 'antd/es/button';
import { useState } from 'react';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { type Key, useSplitAgain } from './queries';
import { ShareDialog } from './ShareDialog';

/** The two shares of a key: who took each, or the way to take it. */
export function EscrowKey({ known }: { known: Key }) {
  const { t } = useTranslation();
  const again = useSplitAgain();
  const [taking, setTaking] = useState<number | null>(null);
  const isAnyTaken = known.shares.some(({ taken_at }) => taken_at !== null);
  return (
    <article className={styles.card} aria-label={t('connection.keyOf', { version: known.version })}>
      <strong>{t('connection.keyOf', { version: known.version })}</strong>
      {known.shares.map((share) => (
        <div key={share.number} className={styles.line}>
          <span>{t('connection.share', { number: share.number })}</span>
          {share.taken_at === null ? (
            <Button size="small" onClick={() => setTaking(share.number)}>
              {t('connection.takeShare', { number: share.number })}
            </Button>
          ) : (
            <span className="quiet">
              {t('connection.takenBy', { holder: share.holder, name: share.taken_by })}{' '}
              <Moment at={share.taken_at} />
            </span>
          )}
        </div>
      ))}
      {isAnyTaken && (
        <div className={styles.line}>
          <Button size="small" loading={again.isPending} onClick={() => again.mutate(known.version)}>
            {t('connection.splitAgain')}
          </Button>
          <span className="quiet">{t('connection.splitAgainSays')}</span>
        </div>
      )}
      {again.error && <ProblemNote error={again.error} />}
      {taking !== null && (
        <ShareDialog version={known.version} number={taking} onClose={() => setTaking(null)} />
      )}
    </article>
  );
}

import type { Overview } from '@/api/types';
import { Moment } from '@/components/Moment';
import { formatCount, formatSpan } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard, type Tone } from './AttentionCard';
import { DiskCard } from './DiskCard';
import { LossHorizonCard } from './LossHorizonCard';
import { MediaCard } from './MediaCard';
import styles from './Overview.module.css';
import { ScopeCard } from './ScopeCard';
import { WaitingCard } from './WaitingCard';

const PULL_TONES: Record<Overview['ingest']['state'], Tone> = {
  ok: 'good',
  idle: 'good',
  failing: 'danger',
  stopped: 'warning',
};

/** Loss horizon, last pull, who is not archived, what waits, files, index. */
export function AttentionCards({ overview }: { overview: Overview }) {
  const { t, i18n } = useTranslation();
  const { ingest, index } = overview;
  const count = (value: number) => formatCount(value, i18n.language);
  return (
    <div className={styles.attention}>
      <LossHorizonCard horizon={overview.loss_horizon} />
      <AttentionCard
        title={t('overview.lastPull')}
        value={t(`overview.ingest.${ingest.state}`)}
        tone={PULL_TONES[ingest.state]}
      >
        <p className={styles.note}>
          {ingest.last_pull_at === null ? (
            t('overview.neverPulled')
          ) : (
            <>
              <Moment at={ingest.last_pull_at} ago={overview.as_of} />
              <br />
              {t('overview.pulled', {
                count: ingest.last_pull_messages,
                n: count(ingest.last_pull_messages),
              })}
              {' · '}
              {t('overview.cursor', { n: ingest.cursor })}
            </>
          )}
        </p>
      </AttentionCard>
      <ScopeCard scope={overview.scope} />
      <WaitingCard waiting={overview.waiting} />
      <MediaCard overview={overview} />
      <AttentionCard
        title={t('overview.index')}
        value={
          index.lag_messages === 0
            ? t('overview.indexCurrent')
            : t('overview.indexLag', { span: formatSpan(index.lag_ms, t) })
        }
        tone={index.lag_ms > 60_000 ? 'warning' : 'good'}
      >
        <p className={styles.note}>
          {t('overview.indexed', { count: index.indexed, n: count(index.indexed) })}
          {index.lag_messages > 0 && (
            <>
              <br />
              {t('overview.scanned', { count: index.lag_messages, n: count(index.lag_messages) })}
            </>
          )}
        </p>
      </AttentionCard>
      {overview.disk && <DiskCard disk={overview.disk} />}
    </div>
  );
}

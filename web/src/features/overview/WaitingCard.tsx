import type { Overview } from '@/api/types';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard } from './AttentionCard';
import styles from './Overview.module.css';

/** What waits and what failed, and what would help. */
export function WaitingCard({ waiting }: { waiting: Overview['waiting'] }) {
  const { t, i18n } = useTranslation();
  const parked = waiting.parked.reduce((sum, { count }) => sum + count, 0);
  const total = waiting.unsealing + parked + waiting.poison;
  const line = (key: string, count: number, more: object = {}) =>
    count > 0 && (
      <li key={`${key}${JSON.stringify(more)}`}>
        {t(key, { count, n: formatCount(count, i18n.language), ...more })}
      </li>
    );
  return (
    <AttentionCard
      title={t('overview.waiting')}
      value={
        total === 0
          ? t('overview.waitingNone')
          : t('overview.waitingCount', { count: total, n: formatCount(total, i18n.language) })
      }
      tone={parked + waiting.poison > 0 ? 'warning' : 'good'}
    >
      <ul className={styles.note}>
        {line('overview.unsealing', waiting.unsealing)}
        {waiting.parked.map(({ key_version, count }) =>
          line('overview.parked', count, { version: key_version }),
        )}
        {line('overview.poison', waiting.poison)}
        {line('overview.quarantined', waiting.quarantined)}
        {line('overview.gaps', waiting.gaps_open)}
        {total + waiting.gaps_open + waiting.quarantined === 0 && <li>{t('overview.waitingNoneWhy')}</li>}
      </ul>
    </AttentionCard>
  );
}

import { useTranslation } from 'react-i18next';
import type { Overview } from '@/api/types';
import { Moment } from '@/components/Moment';
import { formatCount } from '@/format/numbers';
import { AttentionCard } from './AttentionCard';
import styles from './Overview.module.css';

/** Whether the files of messages are kept, and until when those that wait can be had. */
export function MediaCard({ media, now }: { media: Overview['media']; now: number }) {
  const { t, i18n } = useTranslation();
  const kept = media.saved + media.disputed;
  const lost = media.expired + media.refused;
  const known = kept + lost + media.waiting;
  const line = (key: string, count: number) =>
    count > 0 && <li>{t(key, { count, n: formatCount(count, i18n.language) })}</li>;
  return (
    <AttentionCard
      title={t('overview.media')}
      value={
        known === 0
          ? t('overview.mediaNone')
          : t('overview.mediaKept', { count: kept, n: formatCount(kept, i18n.language) })
      }
      tone={lost > 0 || media.problem !== null ? 'warning' : 'good'}
    >
      <ul className={styles.note}>
        {line('overview.mediaWaiting', media.waiting)}
        {media.first_deadline !== null && (
          <li>
            {t('overview.mediaDeadline')} <Moment at={media.first_deadline} ago={now} />
          </li>
        )}
        {line('overview.mediaDisputed', media.disputed)}
        {line('overview.mediaExpired', media.expired)}
        {line('overview.mediaRefused', media.refused)}
        {known === 0 && <li>{t('overview.mediaNoneWhy')}</li>}
        {known > 0 && known === kept && <li>{t('overview.mediaAll')}</li>}
      </ul>
    </AttentionCard>
  );
}

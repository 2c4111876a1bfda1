import type { Overview } from '@/api/types';
import { Moment } from '@/components/Moment';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard, type Tone } from './AttentionCard';
import { MediaHorizon } from './MediaHorizon';
import styles from './Overview.module.css';

/** Within a day, files are about to be lost. */
const DANGER_HOURS = 24;

function toneOf({ media, loss_horizon: horizon }: Overview, lost: number): Tone {
  const mark = horizon.media_alarm_hours;
  if (mark !== null && mark <= DANGER_HOURS) return 'danger';
  return mark !== null || lost > 0 || media.problem !== null || media.speech?.problem ? 'warning' : 'good';
}

/** Whether the files of messages are kept, and until when those that wait can be had. */
export function MediaCard({ overview }: { overview: Overview }) {
  const { t, i18n } = useTranslation();
  const { media, loss_horizon: horizon, as_of: now } = overview;
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
      tone={toneOf(overview, lost)}
    >
      <ul className={styles.note}>
        {line('overview.mediaWaiting', media.waiting)}
        {media.first_deadline !== null && (
          <li>
            {t('overview.mediaDeadline')} <Moment at={media.first_deadline} ago={now} />
          </li>
        )}
        <MediaHorizon horizon={horizon} />
        {media.problem !== null && <li>{t('overview.mediaProblem', { code: media.problem })}</li>}
        {line('overview.mediaUnmade', media.unmade)}
        {media.speech && line('overview.mediaUnheard', media.speech.waiting)}
        {media.speech?.problem && <li>{t(`overview.speech.${media.speech.problem}`)}</li>}
        {line('overview.mediaDisputed', media.disputed)}
        {line('overview.mediaExpired', media.expired)}
        {line('overview.mediaRefused', media.refused)}
        {known === 0 && <li>{t('overview.mediaNoneWhy')}</li>}
        {known > 0 && known === kept && <li>{t('overview.mediaAll')}</li>}
      </ul>
    </AttentionCard>
  );
}

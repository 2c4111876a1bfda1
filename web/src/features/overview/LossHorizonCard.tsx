import type { Overview } from '@/api/types';
import { formatSpan } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard, type Tone } from './AttentionCard';
import styles from './Overview.module.css';

/** How urgent what is left of the window is. */
export function horizonTone(seconds: number, window: number): Tone {
  const share = seconds / Math.max(1, window);
  if (share < 0.25) return 'danger';
  return share < 0.6 ? 'warning' : 'good';
}

/** How long until WeCom forgets text that was not pulled. */
export function LossHorizonCard({ horizon }: { horizon: Overview['loss_horizon'] }) {
  const { t } = useTranslation();
  const { text_seconds: seconds, window_seconds: window } = horizon;
  if (seconds === null) {
    return (
      <AttentionCard title={t('overview.loss')} value={t('overview.lossUnknown')}>
        <p className={styles.note}>{t('overview.lossUnknownWhy')}</p>
      </AttentionCard>
    );
  }
  const left = Math.max(0, seconds);
  const tone = horizonTone(left, window);
  const share = Math.min(100, (left / Math.max(1, window)) * 100);
  return (
    <AttentionCard title={t('overview.loss')} value={formatSpan(left * 1000, t)} tone={tone}>
      <div className={styles.window} aria-hidden>
        <div className={styles.windowRest} data-tone={tone} style={{ width: `${share}%` }} />
      </div>
      <p className={styles.note}>{t('overview.lossWhy', { span: formatSpan(window * 1000, t) })}</p>
    </AttentionCard>
  );
}

import Button from 'antd/es/button';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { type Delivery, isActive, useResumeDelivery } from './queries';

/** One delivery: how far it is, and whom it did not reach. */
export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation();
  const resume = useResumeDelivery();
  const { waiting, sent, refused } = delivery;
  const total = waiting + sent + refused;
  const percent = total === 0 ? 100 : Math.floor(((sent + refused) / total) * 100);
  return (
    <section className={styles.card} data-testid="delivery" data-state={delivery.state}>
      <header className={styles.cardHead}>
        <strong>{t(`notices.deliveryState.${delivery.state}`)}</strong>
        <span>
          V{delivery.version} · {t(`notices.channel.${delivery.channel}`)}
        </span>
        {delivery.reminder && <span className={styles.tag}>{t('notices.deliver.isReminder')}</span>}
        {delivery.reminders && (
          <span className={styles.tag}>
            {t('notices.deliver.asksLater', {
              days: delivery.reminders.every_days,
              most: delivery.reminders.most,
            })}
          </span>
        )}
        <span className="quiet">
          <Moment at={delivery.created_at} /> {delivery.operator?.display_name}
        </span>
      </header>
      {isActive(delivery) && (
        <span
          className={styles.track}
          role="progressbar"
          aria-label={t('notices.deliver.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <span className={styles.bar} style={{ width: `${percent}%` }} />
        </span>
      )}
      <p>
        {t('notices.figure.sent')} <Count value={sent} /> · {t('notices.deliver.waiting')}{' '}
        <Count value={waiting} /> · {t('notices.figure.refused')} <Count value={refused} />
      </p>
      {delivery.refused_members.length > 0 && (
        <p className="quiet">
          {delivery.refused_members
            .map(
              ({ member, problem }) => `${member.name ?? member.id}（${t(`notices.refusedWhy.${problem}`)}）`,
            )
            .join(t('list.comma'))}
        </p>
      )}
      {delivery.state === 'failed' && (
        <div className={styles.actions}>
          <Button size="small" loading={resume.isPending} onClick={() => resume.mutate(delivery.id)}>
            {t('notices.deliver.resume')}
          </Button>
          <span className={styles.problem}>
            {t('notices.deliver.stopped', { code: delivery.problem ?? '' })}
          </span>
        </div>
      )}
      {resume.isError && <ProblemNote error={resume.error} />}
    </section>
  );
}

import Alert from 'antd/es/alert';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import { Fact } from './Fact';
import type { Service } from './queries';
import styles from './Service.module.css';

/** What was bought, until when, and what stops then. */
export function SubscriptionCard({ subscription }: { subscription: Service['subscription'] }) {
  const { t } = useTranslation();
  const { status, current, until, grace_until, days_left, countdown, periods } = subscription;
  const upcoming = periods.filter((period) => current && period.from >= current.until);
  const isAlarm = countdown !== null || status === 'grace' || status === 'ended';
  return (
    <section className={styles.card} aria-label={t('service.subscription')}>
      <h2 className={styles.heading}>{t('service.subscription')}</h2>
      {isAlarm && (
        <Alert
          type={status === 'ended' || countdown === 1 ? 'error' : 'warning'}
          showIcon
          title={
            countdown !== null ? t('service.endsIn', { count: days_left }) : t(`service.statusSays.${status}`)
          }
          description={
            <ul className={styles.points}>
              <li>
                {t('service.atEnd')}
                {subscription.stops_at_end.map((stop) => t(`service.stops.${stop}`)).join('，')}
              </li>
              <li>
                {t('service.afterGrace')}
                {subscription.stops_after_grace.map((stop) => t(`service.stops.${stop}`)).join('，')}
              </li>
              <li>{t('service.goesOn')}</li>
            </ul>
          }
        />
      )}
      <dl className={styles.facts}>
        <Fact name={t('service.status')}>{t(`service.statuses.${status}`)}</Fact>
        {current && (
          <>
            <Fact name={t('service.edition')}>{t(`service.editions.${current.edition}`)}</Fact>
            <Fact name={t('service.seats')}>{current.seats}</Fact>
            <Fact name={t('service.storage')}>{t('service.units', { count: current.storage })}</Fact>
          </>
        )}
        {until !== null && (
          <Fact name={t('service.until')}>
            <Moment at={until} />
            {days_left > 0 && <span className="quiet"> · {t('service.daysLeft', { count: days_left })}</span>}
          </Fact>
        )}
        {grace_until !== null && (
          <Fact name={t('service.graceUntil')}>
            <Moment at={grace_until} />
          </Fact>
        )}
        {upcoming.map((period) => (
          <Fact key={period.from} name={t('service.next')}>
            <Moment at={period.from} /> · {t(`service.editions.${period.edition}`)} ·{' '}
            {t('service.seatCount', { count: period.seats })}
          </Fact>
        ))}
      </dl>
    </section>
  );
}

import { Count } from '@/components/Count';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Quarantine.module.css';
import { type Quarantine, useQuarantine } from './queries';

/** How much is in quarantine and why, and what became of what was: numbers, and nothing of the messages. */
export function QuarantinePanel() {
  const { data, error, isPending, refetch } = useQuarantine();
  return (
    <div className={styles.stack}>
      {isPending && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data && <Reasons quarantine={data} />}
      {data && data.events.length > 0 && <Events events={data.events} />}
    </div>
  );
}

function Reasons({ quarantine }: { quarantine: Quarantine }) {
  const { t } = useTranslation();
  const { total, days, ruled, reasons } = quarantine;
  if (total === 0) {
    return (
      <EmptyState
        compact
        title={t('quarantine.none')}
        why={ruled ? t('quarantine.noneWhy', { days }) : t('quarantine.notRuled')}
      />
    );
  }
  return (
    <section className={styles.card} aria-label={t('quarantine.title')}>
      <p>{t('quarantine.purpose', { count: days, n: days })}</p>
      <div className={styles.scroll}>
        <table className={styles.table} data-testid="quarantine">
          <thead>
            <tr>
              <th scope="col">{t('quarantine.reasonTitle')}</th>
              <th scope="col" className={styles.number}>
                {t('quarantine.count')}
              </th>
              <th scope="col">{t('quarantine.since')}</th>
              <th scope="col">{t('quarantine.destroyedFrom')}</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ reason, count, since, destroyed_from }) => (
              <tr key={reason} data-reason={reason}>
                <td>
                  {t(`quarantine.reason.${reason}`)}
                  <div className="quiet">{t(`quarantine.remedy.${reason}`)}</div>
                </td>
                <td className={styles.number}>
                  <Count value={count} />
                </td>
                <td>
                  <Moment at={since} />
                </td>
                <td>
                  <Moment at={destroyed_from} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Events({ events }: { events: Quarantine['events'] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.card}>
      <h2 className={styles.heading}>{t('quarantine.history')}</h2>
      <ol className={styles.events}>
        {events.map((event) => (
          <li key={`${event.at} ${event.outcome} ${event.reason}`}>
            <Moment at={event.at} />
            <span>
              {t(`quarantine.outcome.${event.outcome}`, { count: event.count, n: event.count })} ·{' '}
              {t(`quarantine.reason.${event.reason}`)}
            </span>
            <span className="quiet">
              {t('quarantine.sent')} <Moment at={event.first_sent_at} />
              {event.last_sent_at > event.first_sent_at && (
                <>
                  {' – '}
                  <Moment at={event.last_sent_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

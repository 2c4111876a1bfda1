import Alert from 'antd/es/alert';
import Progress from 'antd/es/progress';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatBytes, formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { useUsage } from './queries';
import styles from './Service.module.css';

/** What the archive takes of what was bought. */
export function UsageCard() {
  const { t, i18n } = useTranslation();
  const { data, error, refetch } = useUsage();
  const share = (used: number, all: number) =>
    all > 0 ? Math.min(100, Math.round((used / all) * 100)) : 100;
  return (
    <section className={styles.card} aria-label={t('service.usage')}>
      <h2 className={styles.heading}>{t('service.usage')}</h2>
      {!data &&
        (error ? (
          <ProblemState compact error={error} onRetry={() => void refetch()} />
        ) : (
          <RowSkeleton rows={3} />
        ))}
      {data && (
        <>
          {data.seats_over && <Alert type="warning" showIcon title={t('service.seatsOver')} />}
          {data.storage_over && <Alert type="error" showIcon title={t('service.storageOver')} />}
          <div className={styles.ways}>
            <div className={styles.way}>
              <h3 className={styles.small}>{t('service.seatsUsed')}</h3>
              <p className="numbers">
                {formatCount(data.seats_used, i18n.language)}
                {data.seats !== null && ` / ${formatCount(data.seats, i18n.language)}`}
              </p>
              {data.seats !== null && (
                <Progress
                  percent={share(data.seats_used, data.seats)}
                  status={data.seats_over ? 'exception' : 'normal'}
                  aria-label={t('service.seatsUsed')}
                />
              )}
            </div>
            <div className={styles.way}>
              <h3 className={styles.small}>{t('service.storageUsed')}</h3>
              <p className="numbers">
                {formatBytes(data.bytes)}
                {data.quota !== null && ` / ${formatBytes(data.quota)}`}
              </p>
              {data.quota !== null && (
                <Progress
                  percent={share(data.bytes, data.quota)}
                  status={data.storage_over ? 'exception' : 'normal'}
                  aria-label={t('service.storageUsed')}
                />
              )}
              {data.forecast && (
                <p className="quiet">
                  {t('service.perDay', { bytes: formatBytes(data.forecast.bytes_per_day) })}
                  {data.forecast.days !== null && ` ${t('service.fullIn', { count: data.forecast.days })}`}
                </p>
              )}
            </div>
          </div>
          {data.months.length > 0 && (
            <div className={styles.scroll}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('service.month')}</th>
                    <th scope="col">{t('service.usageKind')}</th>
                    <th scope="col" className={styles.number}>
                      {t('service.bytes')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.months.map((month) => (
                    <tr key={`${month.month} ${month.kind}`}>
                      <td className="numbers">{month.month}</td>
                      <td>{month.kind === 'message' ? t('service.messages') : t(`kind.${month.kind}`)}</td>
                      <td className={styles.number}>{formatBytes(month.bytes)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  );
}

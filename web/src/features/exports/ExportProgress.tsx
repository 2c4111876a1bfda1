import type { ExportJob } from '@/api/types';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Exports.module.css';
import { percentOf } from './export-words';
import { isActive } from './queries';

/** The state of an export, and how many rows are written of how many. */
export function ExportProgress({ job }: { job: ExportJob }) {
  const { t, i18n } = useTranslation();
  const percent = percentOf(job);
  const count = (value: number) => formatCount(value, i18n.language);
  const rows =
    job.rows_total === null || job.state === 'done'
      ? t('exports.rows', { count: job.rows_done, n: count(job.rows_done) })
      : t('exports.rowsOf', {
          count: job.rows_total,
          done: count(job.rows_done),
          total: count(job.rows_total),
        });
  return (
    <div className={styles.progress}>
      <span>
        <span className={styles.state} data-state={job.state}>
          {t(`exports.states.${job.state}`)}
        </span>
        <span className="quiet numbers"> {rows}</span>
      </span>
      {isActive(job) && (
        <span
          className={styles.track}
          role="progressbar"
          aria-label={t('exports.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent ?? undefined}
        >
          <span className={styles.bar} style={{ width: `${percent ?? 4}%` }} />
        </span>
      )}
    </div>
  );
}

import type { ExportJob } from '@/api/types';
import { Moment } from '@/components/Moment';
import { formatBytes } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { ExportActions } from './ExportActions';
import { ExportProgress } from './ExportProgress';
import styles from './Exports.module.css';
import { exportTitle, filterCount } from './export-words';

interface Props {
  jobs: ExportJob[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** The exports, the newest first; on a phone each becomes a block. */
export function ExportTable({ jobs, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('exports.name')}</th>
            <th scope="col">{t('exports.state')}</th>
            <th scope="col" className={styles.number}>
              {t('exports.size')}
            </th>
            <th scope="col">{t('exports.created')}</th>
            <th scope="col">{t('exports.operator')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('exports.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody data-rows>
          {jobs.map((job) => (
            <tr key={job.id} data-on={job.id === chosen} data-testid="export">
              <td>
                <button type="button" className={styles.name} data-row onClick={() => onChoose(job.id)}>
                  <span className={styles.format}>{job.format.toUpperCase()}</span>
                  <span className="one-line">{exportTitle(job, t)}</span>
                  {filterCount(job) > 0 && (
                    <span className={styles.filterCount}>
                      {t('exports.filters', { count: filterCount(job), n: filterCount(job) })}
                    </span>
                  )}
                </button>
              </td>
              <td>
                <ExportProgress job={job} />
              </td>
              <td className={`${styles.number} numbers`}>
                {job.bytes === null ? '—' : formatBytes(job.bytes)}
              </td>
              <td className="quiet">
                <Moment at={job.created_at} />
              </td>
              <td className="quiet">{job.operator.display_name}</td>
              <td>
                <ExportActions job={job} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

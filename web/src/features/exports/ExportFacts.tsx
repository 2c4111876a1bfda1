import Alert from 'antd/es/alert';
import type { ExportJob } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { formatBytes, formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { ExportActions } from './ExportActions';
import { ExportProgress } from './ExportProgress';
import styles from './Exports.module.css';
import { FilterFacts } from './FilterFacts';

/** State, file, checksum, downloads, and what was searched for. */
export function ExportFacts({ job }: { job: ExportJob }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={styles.dialog}>
      <ExportProgress job={job} />
      {job.problem && <Alert type="error" showIcon title={job.problem} />}
      <ExportActions job={job} />
      <dl className={styles.filterFacts}>
        <div>
          <dt>{t('exports.file')}</dt>
          <dd>{job.file_name}</dd>
        </div>
        {job.bytes !== null && (
          <div>
            <dt>{t('exports.size')}</dt>
            <dd className="numbers">{formatBytes(job.bytes)}</dd>
          </div>
        )}
        {job.files && (
          <div>
            <dt>{t('exports.files')}</dt>
            <dd className="numbers">
              {t('exports.filesKept', {
                count: job.files.kept,
                n: formatCount(job.files.kept, i18n.language),
                size: formatBytes(job.files.bytes),
              })}
              {job.files.missing > 0 &&
                t('exports.filesMissing', {
                  count: job.files.missing,
                  n: formatCount(job.files.missing, i18n.language),
                })}
            </dd>
          </div>
        )}
        {job.sha256 && (
          <div>
            <dt>SHA-256</dt>
            <dd>
              <code>{job.sha256}</code> <CopyButton text={job.sha256} label={t('exports.copySum')} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t('exports.created')}</dt>
          <dd>
            <Moment at={job.created_at} />
          </dd>
        </div>
        {job.finished_at !== null && (
          <div>
            <dt>{t('exports.finished')}</dt>
            <dd>
              <Moment at={job.finished_at} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t('exports.operator')}</dt>
          <dd>{job.operator.display_name}</dd>
        </div>
        <div>
          <dt>{t('exports.downloads')}</dt>
          <dd>
            <Count value={job.downloads} />
          </dd>
        </div>
      </dl>
      <h3 className={styles.section}>{t('exports.searchedFor')}</h3>
      <FilterFacts search={job.search} />
    </div>
  );
}

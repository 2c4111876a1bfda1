import AntdApp from 'antd/es/app';
import Button from 'antd/es/button';
import Popconfirm from 'antd/es/popconfirm';
import type { ExportJob } from '@/api/types';
import { useProblemWords } from '@/components/use-problem-words';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Exports.module.css';
import { type ExportAct, fileAddress, isActive, useDownloadNoted, useExportAct } from './queries';

/** What can be done with an export in its present state. */
export function ExportActions({ job }: { job: ExportJob }) {
  const { t, i18n } = useTranslation();
  const { message } = AntdApp.useApp();
  const act = useExportAct();
  const noteDownload = useDownloadNoted();
  const { title: problem } = useProblemWords(act.error);
  const run = (what: ExportAct) =>
    act.mutate({ id: job.id, act: what }, { onError: () => void message.error(problem) });
  return (
    <div className={styles.actions}>
      {job.state === 'done' && (
        <Button size="small" href={fileAddress(job.id)} download={job.file_name} onClick={noteDownload}>
          {t('exports.download')}
        </Button>
      )}
      {isActive(job) && (
        <Button size="small" loading={act.isPending} onClick={() => run('cancel')}>
          {t('exports.cancel')}
        </Button>
      )}
      {(job.state === 'cancelled' || job.state === 'failed') && (
        <Button size="small" loading={act.isPending} onClick={() => run('resume')}>
          {t('exports.resume')}
        </Button>
      )}
      {!isActive(job) && (
        <Popconfirm
          title={t('exports.deleteTitle')}
          description={t('exports.deleteWhat', {
            count: job.rows_done,
            n: formatCount(job.rows_done, i18n.language),
            name: job.file_name,
          })}
          okText={t('exports.delete')}
          okButtonProps={{ danger: true }}
          onConfirm={() => run('delete')}
        >
          <Button size="small" type="text" loading={act.isPending}>
            {t('exports.delete')}
          </Button>
        </Popconfirm>
      )}
    </div>
  );
}

import { useNavigate } from '@tanstack/react-router';
import Modal from 'antd/es/modal';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import type { ExportFormat, SearchRequest, TableFormat } from '@/api/types';
import { ProblemNote } from '@/components/ProblemNote';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { ExportSize } from './ExportSize';
import styles from './Exports.module.css';
import { FilterFacts } from './FilterFacts';
import { useCreateExport } from './queries';

interface Props {
  open: boolean;
  request: SearchRequest;
  total: number;
  onClose: () => void;
}

const FORMATS: ExportFormat[] = ['xlsx', 'csv', 'zip', 'pdf'];
const TABLES: TableFormat[] = ['xlsx', 'csv'];

/** What will be exported, and in which format. */
export function ExportDialog({ open, request, total, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [table, setTable] = useState<TableFormat>('xlsx');
  const create = useCreateExport();
  const start = () =>
    create.mutate(
      { format, table, search: request },
      { onSuccess: (job) => void navigate({ to: '/exports', search: { job: job.id } }) },
    );
  return (
    <Modal
      open={open}
      title={t('export.title')}
      okText={t('export.start')}
      confirmLoading={create.isPending}
      onOk={start}
      onCancel={onClose}
      afterClose={() => create.reset()}
    >
      <div className={styles.dialog}>
        <p>{t('export.what', { count: total, n: formatCount(total, i18n.language) })}</p>
        <FilterFacts search={request} />
        <Radio.Group
          value={format}
          onChange={(event) => setFormat(event.target.value)}
          aria-label={t('export.format')}
          vertical
          options={FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
        />
        {format === 'zip' && (
          <Radio.Group
            value={table}
            onChange={(event) => setTable(event.target.value)}
            aria-label={t('export.table')}
            options={TABLES.map((value) => ({ value, label: t(`export.tables.${value}`) }))}
          />
        )}
        {format === 'zip' && open && <ExportSize search={request} />}
        <p className="quiet">{t('export.note')}</p>
        {create.isError && <ProblemNote error={create.error} />}
      </div>
    </Modal>
  );
}

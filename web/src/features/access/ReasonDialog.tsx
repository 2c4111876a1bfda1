import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { PreviewLine } from './PreviewLine';
import type { Change } from './queries';

interface Running {
  mutate: (reason: string, options: { onSuccess: () => void }) => void;
  isPending: boolean;
  error: unknown;
}

interface Props {
  title: string;
  /** What will happen. */
  what: string;
  action: string;
  running: Running;
  preview?: { operator: string; change: Change };
  onClose: () => void;
}

/** Takes something away: says what will happen, and asks for the reason. */
export function ReasonDialog({ title, what, action, running, preview, onClose }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  return (
    <Modal
      open
      title={title}
      okText={action}
      okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: running.isPending }}
      cancelText={t('access.cancel')}
      onOk={() => running.mutate(reason.trim(), { onSuccess: onClose })}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <p>{what}</p>
        {preview && <PreviewLine operator={preview.operator} change={preview.change} />}
        <div className={styles.field}>
          <label htmlFor="access-reason">{t('access.reason')}</label>
          <Input.TextArea
            id="access-reason"
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        {running.error !== null && running.error !== undefined && <ProblemNote error={running.error} />}
      </div>
    </Modal>
  );
}

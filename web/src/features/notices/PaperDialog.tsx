import DatePicker from 'antd/es/date-picker';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Radio from 'antd/es/radio';
import dayjs from 'dayjs';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useZone } from '@/features/session/queries';
import { dayOf, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { idsIn } from './ids';
import styles from './Notices.module.css';
import { type NoticeSummary, type PaperReceipt, useRecordPaper } from './queries';

interface Props {
  id: string;
  asks: NoticeSummary['asks'];
  onClose: () => void;
}

const ANSWER = 'notices.answer';

/** Puts on record what was signed on paper. */
export function PaperDialog({ id, asks, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const record = useRecordPaper(id);
  const [members, setMembers] = useState('');
  const [answer, setAnswer] = useState<PaperReceipt['answer']>('confirmed');
  const [day, setDay] = useState(() => dayOf(Date.now(), zone));
  const [note, setNote] = useState('');
  const ids = idsIn(members);
  const keep = () =>
    record.mutate({ members: ids, answer, at: startOfDay(day, zone), note }, { onSuccess: onClose });
  return (
    <Modal
      open
      title={t('notices.paper.title')}
      okText={t('notices.paper.record', { count: ids.length })}
      okButtonProps={{ disabled: ids.length === 0 || note.trim() === '' }}
      confirmLoading={record.isPending}
      onOk={keep}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <div className={styles.field}>
          <label htmlFor="paper-members">{t('notices.paper.members')}</label>
          <Input.TextArea
            id="paper-members"
            value={members}
            rows={2}
            onChange={(event) => setMembers(event.target.value)}
          />
        </div>
        <Radio.Group
          aria-label={t('notices.paper.answer')}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
          options={(['confirmed', 'declined'] as const).map((value) => ({
            value,
            label: t(`${ANSWER}.${asks}.${value}`),
          }))}
        />
        <div className={styles.field}>
          <label htmlFor="paper-day">{t('notices.paper.day')}</label>
          <DatePicker
            id="paper-day"
            value={dayjs(day)}
            allowClear={false}
            maxDate={dayjs(dayOf(Date.now(), zone))}
            onChange={(value) => value && setDay(value.format('YYYY-MM-DD'))}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="paper-note">{t('notices.paper.note')}</label>
          <Input
            id="paper-note"
            value={note}
            maxLength={500}
            placeholder={t('notices.paper.noteHint')}
            onChange={(event) => setNote(event.target.value)}
          />
        </div>
        {record.isError && <ProblemNote error={record.error} />}
      </div>
    </Modal>
  );
}

import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { DeliveryRow } from './DeliveryRow';
import { idsIn } from './ids';
import styles from './Notices.module.css';
import { type DeliveryRequest, type Notice, useDeliver } from './queries';
import { ReminderFields } from './ReminderFields';

const CHANNELS = ['buttons', 'text_card', 'text'] as const;

/** Sends the published version, reminds, and shows what became of it. */
export function DeliveryPart({ notice }: { notice: Notice }) {
  const { t, i18n } = useTranslation();
  const [channel, setChannel] = useState<DeliveryRequest['channel']>('buttons');
  const [listed, setListed] = useState('');
  const [inScope, setInScope] = useState(false);
  const [reminder, setReminder] = useState(false);
  const [later, setLater] = useState<NonNullable<DeliveryRequest['reminders']> | null>(null);
  const deliver = useDeliver(notice.summary.id);
  const members = idsIn(listed);
  // Who is named, and who is only reminded, is told this once.
  const mayRemind = members.length === 0 && !reminder;
  const figures = notice.summary.figures;
  const count = members.length || (reminder ? figures?.without : figures?.recipients) || 0;
  return (
    <div className={styles.parts}>
      <div className={styles.form}>
        <Radio.Group
          vertical
          aria-label={t('notices.deliver.channel')}
          value={channel}
          onChange={(event) => setChannel(event.target.value)}
          options={CHANNELS.map((value) => ({ value, label: t(`notices.channel.${value}`) }))}
        />
        <div className={styles.field}>
          <label htmlFor="deliver-members">{t('notices.deliver.members')}</label>
          <Input.TextArea
            id="deliver-members"
            value={listed}
            rows={1}
            placeholder={t('notices.deliver.everybody')}
            onChange={(event) => setListed(event.target.value)}
          />
        </div>
        {members.length === 0 && (
          <Checkbox checked={inScope} onChange={(event) => setInScope(event.target.checked)}>
            {t('notices.deliver.inScope')}
          </Checkbox>
        )}
        <Checkbox checked={reminder} onChange={(event) => setReminder(event.target.checked)}>
          {t('notices.deliver.reminder')}
        </Checkbox>
        {mayRemind && <ReminderFields value={later} onChange={setLater} />}
        {deliver.isError && <ProblemNote error={deliver.error} />}
        <div className={styles.actions}>
          <Button
            type="primary"
            loading={deliver.isPending}
            onClick={() =>
              deliver.mutate({
                channel,
                members,
                in_scope: inScope,
                reminder,
                reminders: mayRemind ? later : null,
              })
            }
          >
            {t(reminder ? 'notices.deliver.remind' : 'notices.deliver.send', {
              version: notice.summary.version ?? 0,
            })}
          </Button>
          <span className="quiet">
            {t('notices.deliver.atMost', { count, n: formatCount(count, i18n.language) })}
          </span>
        </div>
      </div>
      {notice.deliveries.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} />
      ))}
    </div>
  );
}

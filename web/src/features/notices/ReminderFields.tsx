import Checkbox from 'antd/es/checkbox';
import InputNumber from 'antd/es/input-number';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import type { DeliveryRequest } from './queries';

type Reminders = NonNullable<DeliveryRequest['reminders']>;

const USUAL: Reminders = { every_days: 7, most: 3 };

interface Props {
  value: Reminders | null;
  onChange: (value: Reminders | null) => void;
}

/** Whether, how often and how many times those who have not answered are reminded later. */
export function ReminderFields({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox checked={value !== null} onChange={(event) => onChange(event.target.checked ? USUAL : null)}>
        {t('notices.deliver.later')}
      </Checkbox>
      {value && (
        <div className={styles.actions}>
          <label htmlFor="reminder-days">{t('notices.deliver.everyDays')}</label>
          <InputNumber
            id="reminder-days"
            value={value.every_days}
            min={1}
            max={90}
            precision={0}
            onChange={(days) => onChange({ ...value, every_days: days ?? USUAL.every_days })}
          />
          <label htmlFor="reminder-most">{t('notices.deliver.most')}</label>
          <InputNumber
            id="reminder-most"
            value={value.most}
            min={1}
            max={10}
            precision={0}
            onChange={(most) => onChange({ ...value, most: most ?? USUAL.most })}
          />
        </div>
      )}
    </>
  );
}

import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { type Settings, useSetSettings } from './queries';
import styles from './Service.module.css';

const NUMBERS = [
  { name: 'trial_days', min: 0, max: 365 },
  { name: 'grace_days', min: 0, max: 365 },
  { name: 'unpaid_hours', min: 1, max: 2_160 },
  { name: 'overage_percent', min: 0, max: 100 },
] as const;

/** How this installation sells: trial, days of grace, how long orders wait, where transfers go. */
export function SettingsCard({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const save = useSetSettings();
  return (
    <section className={styles.card} aria-label={t('service.settings')}>
      <h2 className={styles.heading}>{t('service.settings')}</h2>
      <Form<Settings> layout="vertical" initialValues={settings} onFinish={(filled) => save.mutate(filled)}>
        <div className={styles.row}>
          {NUMBERS.map(({ name, min, max }) => (
            <Form.Item key={name} name={name} label={t(`service.setting.${name}`)}>
              <InputNumber min={min} max={max} precision={0} />
            </Form.Item>
          ))}
        </div>
        <Form.Item name="payee" label={t('service.setting.payee')}>
          <Input.TextArea maxLength={500} rows={3} />
        </Form.Item>
        {save.error && <ProblemNote error={save.error} />}
        <Button htmlType="submit" loading={save.isPending}>
          {t('service.save')}
        </Button>
      </Form>
    </section>
  );
}

import Switch from 'antd/es/switch';
import { useId } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Search.module.css';

/** Whether the text is compared byte for byte. */
export function ExactSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <label htmlFor={id} title={t('search.exactWhy')} className={styles.exact}>
      <Switch id={id} size="small" checked={on} onChange={onChange} />
      {t('search.exact')}
    </label>
  );
}

import CheckOutlined from '@ant-design/icons/es/icons/CheckOutlined';
import CopyOutlined from '@ant-design/icons/es/icons/CopyOutlined';
import { useEffect, useState } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import styles from './CopyButton.module.css';
import { copyText } from './clipboard';

interface Props {
  text: string;
  /** What is copied, for those who cannot see the icon. */
  label: string;
  /** Shown beside the icon. */
  children?: string;
}

/** Copies a text and says that it did. */
export function CopyButton({ text, label, children }: Props) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const title = done ? t('copy.done') : label;
  return (
    <button
      type="button"
      className={styles.copy}
      data-worded={children !== undefined}
      title={title}
      aria-label={title}
      onClick={(event) => {
        event.stopPropagation();
        void copyText(text).then(setDone);
      }}
    >
      {done ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />}
      {children && <span>{children}</span>}
    </button>
  );
}

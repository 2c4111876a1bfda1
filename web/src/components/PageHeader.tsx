import { type ReactNode, useEffect } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Page.module.css';

interface Props {
  title: string;
  /** One sentence that says what the page is for. */
  purpose: string;
  /** The one main action. */
  action?: ReactNode;
}

/** The head of a page. */
export function PageHeader({ title, purpose, action }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <header className={styles.header}>
      <div>
        <h1 className={styles.title}>{title}</h1>
        <p className="quiet">{purpose}</p>
      </div>
      {action}
    </header>
  );
}

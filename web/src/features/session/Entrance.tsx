import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Logo } from '@/components/Logo';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Entrance.module.css';
import { LocaleSwitch } from './LocaleSwitch';

/** The frame of the pages before the console: mark, form, language. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <div className={styles.entrance}>
      <main className={styles.card}>
        <div className={styles.brand}>
          <Logo size={36} />
          <div>
            <div className={styles.product}>{t('product')}</div>
            <div className={styles.what}>{t('productWhat')}</div>
          </div>
        </div>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </main>
      <footer className={styles.footer}>
        <LocaleSwitch />
      </footer>
    </div>
  );
}

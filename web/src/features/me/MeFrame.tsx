import type { ReactNode } from 'react';
import { Logo } from '@/components/Logo';
import { LocaleSwitch } from '@/features/session/LocaleSwitch';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';

/** The frame of pages for people outside the console: mark, content, language. Narrow, since it is read on phones. */
export function MeFrame({ corp, children }: { corp?: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <header className={styles.head}>
        <Logo size={28} />
        <div>
          <div className={styles.product}>{corp ?? t('product')}</div>
          <div className="quiet">{t('productWhat')}</div>
        </div>
      </header>
      <main className={styles.main}>{children}</main>
      <footer className={styles.foot}>
        <LocaleSwitch />
      </footer>
    </div>
  );
}

import MenuOutlined from '@ant-design/icons/es/icons/MenuOutlined';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { Logo } from '@/components/Logo';
import { PageSkeleton } from '@/components/PageSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { Navigation } from './Navigation';
import styles from './ShellFrame.module.css';
import { useShortcuts } from './use-shortcuts';

const KeyHelp = lazy(() => import('./KeyHelp').then((module) => ({ default: module.KeyHelp })));

/** What surrounds every page: navigation at the left, a bar with a drawer on narrow screens. */
export function ShellFrame() {
  const { t } = useTranslation();
  const location = useLocation();
  const [open, setOpen] = useState(false);
  const [help, setHelp] = useState<'unused' | 'open' | 'closed'>('unused');
  const showHelp = useCallback(() => setHelp('open'), []);
  useShortcuts(showHelp);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when another page opens
  useEffect(() => setOpen(false), [location.pathname]);

  return (
    <div className={styles.shell} data-open={open}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        {t('menu.skip')}
      </button>
      <button
        type="button"
        className={styles.menu}
        aria-label={open ? t('menu.close') : t('menu.open')}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MenuOutlined aria-hidden />
      </button>
      <div className={styles.bar} aria-hidden>
        <Logo size={24} />
        {t('product')}
      </div>
      <Navigation />
      {open && (
        <button
          type="button"
          className={styles.veil}
          aria-label={t('menu.close')}
          onClick={() => setOpen(false)}
        />
      )}
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {help !== 'unused' && (
        <Suspense>
          <KeyHelp open={help === 'open'} onClose={() => setHelp('closed')} />
        </Suspense>
      )}
    </div>
  );
}

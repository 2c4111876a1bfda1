import { Link } from '@tanstack/react-router';
import { useTranslation } from '@/i18n/use-translation';
import { EmptyState } from './EmptyState';
import { Logo } from './Logo';
import styles from './State.module.css';

/** An address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main className={styles.alone}>
      <EmptyState
        icon={<Logo size={48} />}
        title={t('notFound.title')}
        why={t('notFound.why')}
        action={<Link to="/">{t('notFound.action')}</Link>}
      />
    </main>
  );
}

import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './WhoSees.module.css';

const WhyPanel = lazy(() => import('./WhyPanel').then((module) => ({ default: module.WhyPanel })));

/** Beside a conversation: who sees it, for whoever may know; for others why they see it themselves. */
export function WhoSees({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  if (may('view_access')) {
    return (
      <p className={styles.line}>
        <Link to="/admin/access" search={{ tab: 'explain', conversation: id }}>
          {t('details.access')}
        </Link>
      </p>
    );
  }
  return (
    <div className={styles.line}>
      <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t('details.why')}
      </Button>
      {isOpen && (
        <Suspense>
          <WhyPanel id={id} />
        </Suspense>
      )}
    </div>
  );
}

import Button from 'antd/es/button';
import type { components } from '@/api/schema';
import { Moment } from '@/components/Moment';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { isActive } from './queries';

interface Props {
  check: components['schemas']['CheckView'] | null;
  isStarting: boolean;
  onCheck: () => void;
}

/** When WeCom was last asked about all customers, and a way to ask now. */
export function CheckLine({ check, isStarting, onCheck }: Props) {
  const { t, i18n } = useTranslation();
  const runs = check !== null && isActive(check);
  return (
    <div className={styles.actions}>
      <Button size="small" disabled={runs} loading={isStarting} onClick={onCheck}>
        {t('notices.check.now')}
      </Button>
      <span className="quiet">
        {check === null && t('notices.check.never')}
        {runs && t('notices.check.running', { count: check.done, n: formatCount(check.done, i18n.language) })}
        {check?.state === 'done' && (
          <>
            {t('notices.check.done', { count: check.done, n: formatCount(check.done, i18n.language) })}{' '}
            <Moment at={check.finished_at ?? check.created_at} />
          </>
        )}
        {check?.state === 'failed' && t('notices.check.failed', { code: check.problem ?? '' })}
      </span>
    </div>
  );
}

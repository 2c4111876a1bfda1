import Alert from 'antd/es/alert';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { Check } from './queries';
import { SeenFacts } from './SeenFacts';

const TYPES = { passed: 'success', waiting: 'warning', failed: 'error' } as const;

/** What a check found, and the remedy where something is wrong. */
export function CheckResult({ check }: { check: Check }) {
  const { t, i18n } = useTranslation();
  const words = (of: Check['title']) => (i18n.language === 'en' ? of?.en : of?.zh);
  const told = [check.errcode === null ? null : `errcode ${check.errcode}`, check.said].filter(Boolean);
  return (
    <div role="status">
      <Alert
        type={TYPES[check.outcome]}
        title={words(check.title) ?? t('connection.passed')}
        description={
          <div className={styles.found}>
            {check.fix && <p>{words(check.fix)}</p>}
            {check.address && (
              <p className={styles.line}>
                <span>{t('connection.egress')}</span>
                <code>{check.address}</code>
                <CopyButton text={check.address} label={t('connection.copyEgress')} />
              </p>
            )}
            <SeenFacts facts={check.seen} />
            {told.length > 0 && <p className={styles.said}>{told.join(' · ')}</p>}
            <p className="quiet">
              {t('connection.checkedAt')} <Moment at={check.at} />
            </p>
          </div>
        }
      />
    </div>
  );
}

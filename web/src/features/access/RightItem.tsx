import Button from 'antd/es/button';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import type { Assignment } from './queries';
import { useScopeWords } from './scope-words';

interface Props {
  right: Assignment;
  /** Ends it; null where that cannot be done here. */
  onEnd: (() => void) | null;
}

/** A right: what, over what, since when, until when, by whom and why. */
export function RightItem({ right, onEnd }: Props) {
  const { t } = useTranslation();
  const words = useScopeWords();
  const by = right.granted_by?.display_name ?? t('access.commandLine');
  return (
    <div className={styles.right} data-testid="right" data-live={right.ahead}>
      <div className={styles.line}>
        <span className={styles.name}>{t(`operatorRole.${right.role}`)}</span>
        {onEnd && (
          <Button size="small" onClick={onEnd}>
            {t('access.end.open')}
          </Button>
        )}
      </div>
      <span>{words(right)}</span>
      <span className="quiet">
        {t('access.from')} <Moment at={right.from} />
        {right.until !== null && (
          <>
            {' · '}
            {t('access.until')} <Moment at={right.until} />
          </>
        )}
        {' · '}
        {t('access.grantedBy', { name: by })}
      </span>
      {right.reason !== '' && <span className={styles.reason}>{right.reason}</span>}
      {right.ending && (
        <span>
          {t('access.endedBy', { name: right.ending.by?.display_name ?? t('access.commandLine') })}{' '}
          <Moment at={right.ending.at} />
          {right.ending.reason !== '' && <span className={styles.reason}>{right.ending.reason}</span>}
        </span>
      )}
    </div>
  );
}

import CloseCircleOutlined from '@ant-design/icons/es/icons/CloseCircleOutlined';
import LockOutlined from '@ant-design/icons/es/icons/LockOutlined';
import Button from 'antd/es/button';
import { useTranslation } from '@/i18n/use-translation';
import { CopyButton } from './CopyButton';
import styles from './State.module.css';
import { useProblemWords } from './use-problem-words';

interface Props {
  error: unknown;
  onRetry?: () => void;
  /** Inside a column or a card rather than on a page of its own. */
  compact?: boolean;
}

/** What happened, what to do, and what to hand to whoever runs the server. */
export function ProblemState({ error, onRetry, compact = false }: Props) {
  const { t } = useTranslation();
  const { problem, title, fix } = useProblemWords(error);
  const forbidden = problem.status === 403;
  return (
    <div className={compact ? styles.compact : styles.state} role="alert">
      <div className={forbidden ? styles.icon : styles.iconDanger} aria-hidden>
        {forbidden ? <LockOutlined /> : <CloseCircleOutlined />}
      </div>
      <h2 className={styles.title}>{title}</h2>
      {problem.detail && <p className={styles.text}>{problem.detail}</p>}
      <p className={styles.text}>{fix}</p>
      {onRetry && (
        <div className={styles.action}>
          <Button onClick={onRetry}>{t('action.retry')}</Button>
        </div>
      )}
      <p className={styles.codes}>
        <span>{t('problem.code', { code: problem.code })}</span>
        {problem.requestId && (
          <span>
            {t('problem.request', { id: problem.requestId })}
            <CopyButton text={`${problem.code} ${problem.requestId}`} label={t('problem.copy')} />
          </span>
        )}
      </p>
    </div>
  );
}

import type { ReactNode } from 'react';
import styles from './State.module.css';

interface Props {
  icon?: ReactNode;
  title: string;
  /** Why there is nothing. */
  why?: ReactNode;
  /** The next step, as a button. */
  action?: ReactNode;
  compact?: boolean;
}

/** Nothing is here: why, and the next step. */
export function EmptyState({ icon, title, why, action, compact = false }: Props) {
  return (
    <div className={compact ? styles.compact : styles.state}>
      {icon && (
        <div className={styles.icon} aria-hidden>
          {icon}
        </div>
      )}
      <h2 className={styles.title}>{title}</h2>
      {why && <div className={styles.text}>{why}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

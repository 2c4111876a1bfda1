import type { ReactNode } from 'react';
import styles from './Overview.module.css';

export type Tone = 'plain' | 'good' | 'warning' | 'danger';

interface Props {
  title: string;
  value: ReactNode;
  tone?: Tone;
  children?: ReactNode;
}

/** One thing to look at: its state in a few words, and the facts below. */
export function AttentionCard({ title, value, tone = 'plain', children }: Props) {
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{title}</h2>
      <p className={styles.value} data-tone={tone}>
        {value}
      </p>
      {children}
    </section>
  );
}

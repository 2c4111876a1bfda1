import type { ReactNode } from 'react';
import styles from './Card.module.css';

/** A fact of a card. */
interface FactRow {
  name: string;
  value: ReactNode;
}

/** Facts in two columns; those without a value are left out. */
export function Facts({ rows }: { rows: FactRow[] }) {
  const shown = rows.filter(({ value }) => value !== '' && value !== null && value !== undefined);
  if (shown.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {shown.map(({ name, value }) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

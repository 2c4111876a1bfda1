import styles from './RowSkeleton.module.css';

/** Rows that are on their way. */
export function RowSkeleton({ rows }: { rows: number }) {
  return (
    <div className={styles.rows} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={row} className={styles.row}>
          <span className={styles.picture} />
          <span className={styles.lines} />
        </div>
      ))}
    </div>
  );
}

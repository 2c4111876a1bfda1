import Skeleton from 'antd/es/skeleton';
import styles from './Overview.module.css';

const CARDS = ['loss', 'pull', 'waiting', 'index'];

/** The page's shape while its figures are on their way. */
export function OverviewSkeleton() {
  return (
    <div className={styles.stack} aria-busy="true">
      <div className={styles.attention}>
        {CARDS.map((card) => (
          <div key={card} className={`${styles.card} ${styles.skeleton}`}>
            <Skeleton active title={{ width: 80 }} paragraph={{ rows: 2 }} />
          </div>
        ))}
      </div>
      <div className={`${styles.card} ${styles.skeleton}`}>
        <Skeleton active title={false} paragraph={{ rows: 2 }} />
      </div>
      <div className={styles.charts}>
        <div className={styles.card}>
          <Skeleton active paragraph={{ rows: 6 }} />
        </div>
        <div className={styles.card}>
          <Skeleton active paragraph={{ rows: 6 }} />
        </div>
      </div>
    </div>
  );
}

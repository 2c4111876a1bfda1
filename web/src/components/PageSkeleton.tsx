import Skeleton from 'antd/es/skeleton';
import styles from './Page.module.css';

/** A page whose code is on its way. */
export function PageSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <Skeleton active title={{ width: 160 }} paragraph={{ rows: 6 }} />
    </div>
  );
}

import { Link } from '@tanstack/react-router';
import type { TrendDay } from '@/api/types';
import { Count } from '@/components/Count';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './TrendTable.module.css';

/** The trend in numbers, the newest day first; each number leads to its messages. */
export function TrendTable({ days }: { days: TrendDay[] }) {
  const { t } = useTranslation();
  const mayFollow = useMay()('search');
  const cell = (day: string, side: 'internal' | 'external', count: number) =>
    mayFollow && count > 0 ? (
      <Link to="/search" search={{ from: day, to: day, side }}>
        <Count value={count} />
      </Link>
    ) : (
      <Count value={count} />
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable to be scrolled
    <section className={styles.scroll} tabIndex={0} aria-label={t('trend.table')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            <th scope="col">{t('trend.external')}</th>
            <th scope="col">{t('trend.internal')}</th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map(({ day, internal, external }) => (
            <tr key={day}>
              <th scope="row" className="numbers">
                {day}
              </th>
              <td>{cell(day, 'external', external)}</td>
              <td>{cell(day, 'internal', internal)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

import { Link } from '@tanstack/react-router';
import { Count } from '@/components/Count';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import { useTags } from './queries';
import { Unruled } from './Unruled';

/** Tags: who carries them, and how many of those are archived. */
export function TagsPart() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useTags();
  if (isPending) return <RowSkeleton rows={6} />;
  if (!data) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (data.tags.length === 0) {
    return <EmptyState title={t('directory.noTags')} why={t('directory.noTagsWhy')} />;
  }
  return (
    <div className={styles.parts}>
      {!data.ruled && <Unruled />}
      <div className={styles.frame}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('directory.tag')}</th>
              <th scope="col">{t('directory.carriedBy')}</th>
              {(['members', 'in_scope', 'archived'] as const).map((figure) => (
                <th key={figure} scope="col" className={styles.number}>
                  {t(`directory.figure.${figure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody data-rows>
            {data.tags.map(({ id, name, gone_at: gone, departments, figures }) => (
              <tr key={id} data-testid="tag">
                <td>
                  <Link to="/directory" search={{ tag: id }} data-row>
                    {name || id}
                  </Link>{' '}
                  {gone !== null && <span className={styles.tag}>{t('directory.gone')}</span>}
                </td>
                <td className="quiet">
                  {departments.map((department) => department.name).join(t('seats.comma')) || '—'}
                </td>
                {(['members', 'in_scope', 'archived'] as const).map((figure) => (
                  <td
                    key={figure}
                    className={`${styles.number} numbers`}
                    data-label={t(`directory.figure.${figure}`)}
                  >
                    <Count value={figures[figure]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import type { Register } from './queries';

/** Answers and consents, the newest first. */
export function RegisterEntries({ entries }: { entries: Register['entries'] }) {
  const { t } = useTranslation();
  if (entries.length === 0) return <p className="quiet">{t('notices.register.noEntries')}</p>;
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            {(['who', 'what', 'which', 'when', 'how'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`notices.register.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={`${entry.member} ${entry.at} ${entry.what} ${entry.notice}`} title={entry.evidence}>
              <td>
                {entry.name ?? entry.member} <span className="quiet mono">{entry.member}</span>
              </td>
              <td>{t(`notices.decision.${entry.what}`)}</td>
              <td>
                {entry.notice} V{entry.version}
              </td>
              <td>
                <Moment at={entry.at} />
              </td>
              <td>{t(`notices.how.${entry.how}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import type { NoticeSummary } from './queries';

interface Props {
  notices: NoticeSummary[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** The notices with their figures; on a phone each becomes a block. */
export function NoticeTable({ notices, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const figure = (name: string, value: number | undefined) => (
    <td className={`${styles.number} numbers`} data-label={name}>
      {value === undefined ? '—' : <Count value={value} />}
    </td>
  );
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('notices.name')}</th>
            <th scope="col">{t('notices.version')}</th>
            {(['sent', 'confirmed', 'declined', 'without'] as const).map((name) => (
              <th key={name} scope="col" className={styles.number}>
                {t(`notices.figure.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody data-rows>
          {notices.map((notice) => (
            <tr key={notice.id} data-on={notice.id === chosen} data-testid="notice">
              <td>
                <button type="button" className={styles.name} data-row onClick={() => onChoose(notice.id)}>
                  <span>{notice.name}</span>
                  <span className={styles.tag}>{t(`notices.kind.${notice.kind}`)}</span>
                </button>
              </td>
              <td>
                {notice.version === null ? (
                  <span className="quiet">{t('notices.unpublished')}</span>
                ) : (
                  <>
                    V{notice.version}{' '}
                    <span className="quiet">
                      {notice.published_at !== null && <Moment at={notice.published_at} />}
                    </span>
                  </>
                )}
                {notice.has_draft && <span className={styles.tag}>{t('notices.draft')}</span>}
              </td>
              {figure(t('notices.figure.sent'), notice.figures?.sent)}
              {figure(t('notices.figure.confirmed'), notice.figures?.confirmed)}
              {figure(t('notices.figure.declined'), notice.figures?.declined)}
              {figure(t('notices.figure.without'), notice.figures?.without)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';

/** The heads of the last two columns of a table: how much was written, and when last. */
export function WrittenHeads() {
  const { t } = useTranslation();
  return (
    <>
      <th scope="col" className={styles.number}>
        {t('directory.messages')}
      </th>
      <th scope="col">{t('directory.lastAt')}</th>
    </>
  );
}

/** The last two cells of a row. */
export function Written({ of }: { of: { messages: number; last_at: number | null } }) {
  const { t } = useTranslation();
  return (
    <>
      <td className={`${styles.number} numbers`} data-label={t('directory.messages')}>
        <Count value={of.messages} />
      </td>
      <td className={`${styles.moment} quiet`} data-label={t('directory.lastAt')}>
        {of.last_at === null ? '—' : <Moment at={of.last_at} />}
      </td>
    </>
  );
}

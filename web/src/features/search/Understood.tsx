import type { Term } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Search.module.css';

/** The query as it was understood: what hits contain, and what they must not. */
export function Understood({ terms, exact }: { terms: Term[]; exact: boolean }) {
  const { t } = useTranslation();
  if (terms.length === 0) return null;
  return (
    <p className={styles.understood}>
      <span className="quiet">{t(exact ? 'search.understoodExact' : 'search.understood')}</span>
      {terms.map((term, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a query may repeat a word
        <span key={index} className={styles.term} data-role={term.role}>
          {t(`search.term.${term.role}`, { text: term.text })}
        </span>
      ))}
    </p>
  );
}

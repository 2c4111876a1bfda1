import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined';
import { Trans } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { useTranslation } from '@/i18n/use-translation';
import styles from './SearchTips.module.css';

const TIPS = ['blank', 'phrase', 'not', 'exact', 'keys'] as const;

/** Before anything is searched: what can be written. */
export function SearchTips() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<SearchOutlined />}
      title={t('search.start')}
      why={
        <ul className={styles.tips}>
          {TIPS.map((tip) => (
            <li key={tip}>
              <Trans i18nKey={`search.tip.${tip}`} components={{ kbd: <kbd /> }} />
            </li>
          ))}
        </ul>
      }
    />
  );
}

import Button from 'antd/es/button';
import Input from 'antd/es/input';
import type { ReactNode } from 'react';
import { useDebounced } from '@/components/use-debounced';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import { useDirectory } from './use-directory';

interface Props {
  /** What is searched, as a key. */
  placeholder: string;
  isFiltered: boolean;
  onClear: () => void;
  children?: ReactNode;
}

/** The line above a list: a search, filters, and a way to be rid of all of them. */
export function Filters({ placeholder, isFiltered, onClear, children }: Props) {
  const { t } = useTranslation();
  const { params, change } = useDirectory();
  const [typed, setTyped] = useDebounced(params.q ?? '', (q) => change({ q: q.trim() || undefined }));
  return (
    <div className={styles.filters}>
      <Input.Search
        className={styles.search}
        value={typed}
        allowClear
        placeholder={t(placeholder)}
        aria-label={t(placeholder)}
        onChange={(event) => setTyped(event.target.value)}
      />
      {children}
      {isFiltered && (
        <Button type="link" size="small" onClick={onClear}>
          {t('directory.clear')}
        </Button>
      )}
    </div>
  );
}

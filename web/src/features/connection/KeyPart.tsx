import Button from 'antd/es/button';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { KeyCard } from './KeyCard';
import { KeyImportForm } from './KeyImportForm';
import { type Connection, useMakeKey } from './queries';

/** The keys: made here, or brought along; each with what to paste into WeCom's admin console. */
export function KeyPart({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const make = useMakeKey();
  const [importing, setImporting] = useState(false);
  const isFirst = connection.keys.length === 0;
  return (
    <div className={styles.stack}>
      {connection.keys.map((known) => (
        <KeyCard key={known.version} known={known} />
      ))}
      <div className={styles.actions}>
        <Button type={isFirst ? 'primary' : 'default'} loading={make.isPending} onClick={() => make.mutate()}>
          {t(isFirst ? 'connection.makeKey' : 'connection.makeNextKey')}
        </Button>
        <Button onClick={() => setImporting(!importing)} aria-expanded={importing}>
          {t('connection.importKey')}
        </Button>
      </div>
      {make.error && <ProblemNote error={make.error} />}
      {importing && <KeyImportForm onDone={() => setImporting(false)} />}
    </div>
  );
}

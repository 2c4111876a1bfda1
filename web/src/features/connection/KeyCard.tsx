import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { type Key, useRenumber } from './queries';

/** A key: its public half to be pasted, and the version that WeCom's admin console then shows for it. */
export function KeyCard({ known }: { known: Key }) {
  const { t } = useTranslation();
  const renumber = useRenumber();
  const [version, setVersion] = useState(String(known.version));
  const number = Number(version);
  const isOther = Number.isInteger(number) && number > 0 && number !== known.version;
  const field = `key-version-${known.version}`;
  return (
    <article className={styles.card} aria-label={t('connection.keyOf', { version: known.version })}>
      <div className={styles.line}>
        <strong>{t('connection.keyOf', { version: known.version })}</strong>
        <Moment at={known.added_at} />
        <CopyButton text={known.public_pem} label={t('connection.copyPublic')}>
          {t('connection.copyPublic')}
        </CopyButton>
      </div>
      <pre className={styles.pem} data-testid="public-pem">
        {known.public_pem}
      </pre>
      <p className={styles.said}>SHA-256 {known.public_sha256}</p>
      {!known.used && (
        <div className={styles.line}>
          <label htmlFor={field}>{t('connection.versionShown')}</label>
          <Input
            id={field}
            className={styles.short}
            inputMode="numeric"
            value={version}
            onChange={(event) => setVersion(event.target.value)}
          />
          <Button
            disabled={!isOther}
            loading={renumber.isPending}
            onClick={() => renumber.mutate({ from: known.version, to: number })}
          >
            {t('connection.setVersion')}
          </Button>
        </div>
      )}
      {renumber.error && <ProblemNote error={renumber.error} />}
    </article>
  );
}

import Button from 'antd/es/button';
import { useState } from 'react';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import { NoticeEditor } from './NoticeEditor';
import styles from './Notices.module.css';
import type { Notice, NoticeVersion } from './queries';

/** The draft, and all that was published, the newest first. */
export function VersionPart({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const [isWriting, setIsWriting] = useState(false);
  const draft = notice.versions.find(({ published_at }) => published_at === null);
  const published = notice.versions.filter(({ published_at }) => published_at !== null);
  const writes = isWriting || draft !== undefined || published.length === 0;
  return (
    <div className={styles.parts}>
      {writes ? (
        <NoticeEditor
          key={draft?.version ?? 'new'}
          id={notice.summary.id}
          draft={draft}
          start={draft?.text ?? published[0]?.text}
          onDone={() => setIsWriting(false)}
        />
      ) : (
        <div>
          <Button onClick={() => setIsWriting(true)}>{t('notices.newVersion')}</Button>
        </div>
      )}
      {published.map((version) => (
        <Version key={version.version} version={version} />
      ))}
    </div>
  );
}

function Version({ version }: { version: NoticeVersion }) {
  const { t } = useTranslation();
  const { text, sha256, published_at, published_by } = version;
  return (
    <article className={styles.card} data-testid="version">
      <header className={styles.cardHead}>
        <strong>V{version.version}</strong>
        {published_at !== null && <Moment at={published_at} />}
        {published_by && <span className="quiet">{published_by.display_name}</span>}
      </header>
      <h3 className={styles.textTitle}>{text.title_zh}</h3>
      <p className={styles.text}>{text.body_zh}</p>
      {text.body_en !== '' && (
        <>
          <h3 className={styles.textTitle} lang="en">
            {text.title_en}
          </h3>
          <p className={styles.text} lang="en">
            {text.body_en}
          </p>
        </>
      )}
      <p className={styles.hash}>
        <span>SHA-256 {sha256.slice(0, 16)}…</span>
        <CopyButton text={sha256} label={t('notices.copyHash')} />
      </p>
    </article>
  );
}

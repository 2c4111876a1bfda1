import { useState } from 'react';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Card.module.css';

/** Every text of a payload whose shape is not known, and the payload itself on demand. */
export function TextsWithRaw({ texts, raw }: { texts: string[]; raw: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <>
      <ul className={styles.list}>
        {texts.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: texts may read alike, and never move
          <li key={index}>
            <RichText text={text} />
          </li>
        ))}
      </ul>
      {raw && (
        <button type="button" className={styles.more} aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'card.hideRaw' : 'card.showRaw')}
        </button>
      )}
      {shown && <pre className={styles.raw}>{raw}</pre>}
    </>
  );
}

import { useContext } from 'react';
import { MessageFiles, type MessageOfCards } from '@/features/files/message-files';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import cards from './Card.module.css';
import styles from './Quoted.module.css';
import { pieceOf, type Quote, useOriginal } from './use-original';

/** What a text replies to, with the way to the message itself where the text is one of this conversation. */
export function Quoted({ quote, depth }: { quote: Quote; depth: number }) {
  const message = useContext(MessageFiles);
  return (
    <blockquote className={`${cards.quote} ${styles.quote}`}>
      <RichText text={`${quote.author}: ${quote.text}`} />
      {message && depth === 0 && pieceOf(quote) && <Way message={message} quote={quote} />}
    </blockquote>
  );
}

function Way({ message, quote }: { message: MessageOfCards; quote: Quote }) {
  const { t } = useTranslation();
  const original = useOriginal(message, quote);
  const missing = original.data === false || original.isError;
  return (
    <>
      {' '}
      <button
        type="button"
        className={styles.way}
        disabled={original.isPending}
        onClick={() => original.mutate()}
      >
        {t('card.original')}
      </button>
      {missing && (
        <span role="status" className={styles.missing}>
          {t(original.isError ? 'card.originalFailed' : 'card.originalMissing')}
        </span>
      )}
    </>
  );
}

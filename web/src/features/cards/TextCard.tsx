import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** A text, and what it replies to. */
export function TextCard({ content }: CardProps<'text'>) {
  const { t } = useTranslation();
  const { quote, text } = content;
  if (text.trim() === '') return <span className="quiet">{t('card.emptyText')}</span>;
  if (!quote) return <RichText text={text} />;
  return (
    <>
      <blockquote className={styles.quote} style={{ marginInline: 0, marginTop: 0 }}>
        <RichText text={`${quote.author}: ${quote.text}`} />
      </blockquote>
      <RichText text={quote.reply} />
    </>
  );
}

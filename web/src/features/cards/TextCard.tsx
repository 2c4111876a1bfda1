import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Quoted } from './Quoted';
import type { CardProps } from './registry';

/** A text, and what it replies to. */
export function TextCard({ content, depth }: CardProps<'text'>) {
  const { t } = useTranslation();
  const { quote, text } = content;
  if (text.trim() === '') return <span className="quiet">{t('card.emptyText')}</span>;
  if (!quote) return <RichText text={text} />;
  return (
    <>
      <Quoted quote={quote} depth={depth} />
      <RichText text={quote.reply} />
    </>
  );
}

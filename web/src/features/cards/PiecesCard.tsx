import { useTranslation } from '@/i18n/use-translation';
import { isBare } from './bare';
import styles from './Card.module.css';
import { CardBody } from './CardBody';
import type { CardProps } from './registry';

/** Pieces in their order: a mixed message, or a note. */
export function PiecesCard({ content, depth }: CardProps<'mixed' | 'note'>) {
  const { t } = useTranslation();
  return (
    <div className={styles.pieces}>
      {content.type === 'note' && <div className="quiet">{t('kind.note')}</div>}
      {content.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of an archived message never move
        <div key={index} className={isBare(item) ? styles.framed : undefined}>
          <CardBody content={item} depth={depth + 1} />
        </div>
      ))}
    </div>
  );
}

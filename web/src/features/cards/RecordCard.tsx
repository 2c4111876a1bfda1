import ProfileOutlined from '@ant-design/icons/es/icons/ProfileOutlined';
import { useState } from 'react';
import { useZone } from '@/features/session/queries';
import { RichText } from '@/features/text/RichText';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import styles from './Card.module.css';
import { CardBody } from './CardBody';
import type { CardProps } from './registry';

const SHOWN = 4;

/** A forwarded record: the first few of its messages, all on demand. */
export function RecordCard({ content, depth }: CardProps<'chatrecord'>) {
  const { t } = useTranslation();
  const zone = useZone();
  const [all, setAll] = useState(false);
  const { items } = content;
  const shown = all ? items : items.slice(0, SHOWN);
  return (
    <Card
      kind="chatrecord"
      icon={<ProfileOutlined />}
      title={<RichText text={content.title || t('kind.chatrecord')} />}
      note={t('card.items', { count: items.length, n: items.length })}
    >
      <ol className={styles.record}>
        {shown.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the entries of an archived record never move
          <li key={index} className={styles.recordItem}>
            {item.sent_at !== null && (
              <div className={`${styles.recordTime} numbers`}>{formatMoment(item.sent_at, zone)}</div>
            )}
            <CardBody content={item.content} depth={depth + 1} />
          </li>
        ))}
      </ol>
      {items.length > SHOWN && (
        <button type="button" className={styles.more} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('card.showLess') : t('card.showAll', { count: items.length, n: items.length })}
        </button>
      )}
    </Card>
  );
}

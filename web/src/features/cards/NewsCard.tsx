import ReadOutlined from '@ant-design/icons/es/icons/ReadOutlined';
import { RichText } from '@/features/text/RichText';
import { SafeLink } from '@/features/text/SafeLink';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** Articles. Their pictures are never fetched. */
export function NewsCard({ content }: CardProps<'news'>) {
  const { t } = useTranslation();
  const [first, ...others] = content.articles;
  return (
    <Card
      kind="news"
      icon={<ReadOutlined />}
      title={<RichText text={first?.title || t('kind.news')} />}
      text={<RichText text={first?.description ?? ''} />}
      note={t('card.articles', { count: content.articles.length, n: content.articles.length })}
    >
      {first?.url && (
        <div className={styles.text}>
          <SafeLink address={first.url} />
        </div>
      )}
      {others.length > 0 && (
        <ul className={styles.list}>
          {others.map((article, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: articles may read alike, and never move
            <li key={index}>
              <RichText text={article.title} />
              {article.description && (
                <div className={styles.text}>
                  <RichText text={article.description} />
                </div>
              )}
              {article.url && (
                <div className={styles.text}>
                  <SafeLink address={article.url} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

import LinkOutlined from '@ant-design/icons/es/icons/LinkOutlined';
import { RichText } from '@/features/text/RichText';
import { SafeLink } from '@/features/text/SafeLink';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** A link with its headline. Its picture is never fetched. */
export function LinkCard({ content }: CardProps<'link'>) {
  return (
    <Card
      kind="link"
      icon={<LinkOutlined />}
      title={<RichText text={content.title || content.url} />}
      text={<RichText text={content.description} />}
    >
      {content.url && (
        <div className={styles.text}>
          <SafeLink address={content.url} />
        </div>
      )}
    </Card>
  );
}

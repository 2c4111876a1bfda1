import AppstoreOutlined from '@ant-design/icons/es/icons/AppstoreOutlined';
import { RichText } from '@/features/text/RichText';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** A mini-program. */
export function WeappCard({ content }: CardProps<'weapp'>) {
  return (
    <Card
      kind="weapp"
      icon={<AppstoreOutlined />}
      title={<RichText text={content.title || content.display_name} />}
      text={<RichText text={content.description} />}
      note={content.display_name}
    >
      {content.page && (
        <div className={styles.text}>
          <code>{content.page}</code>
        </div>
      )}
    </Card>
  );
}

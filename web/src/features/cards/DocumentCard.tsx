import FileTextOutlined from '@ant-design/icons/es/icons/FileTextOutlined';
import { usePartyName } from '@/features/chat/PartyNames';
import { RichText } from '@/features/text/RichText';
import { SafeLink } from '@/features/text/SafeLink';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** An online document. */
export function DocumentCard({ content }: CardProps<'docmsg'>) {
  const creator = usePartyName()(content.creator);
  return (
    <Card
      kind="docmsg"
      icon={<FileTextOutlined />}
      title={<RichText text={content.title || content.url} />}
      text={creator}
    >
      {content.url && (
        <div className={styles.text}>
          <SafeLink address={content.url} />
        </div>
      )}
    </Card>
  );
}

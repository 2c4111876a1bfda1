import MessageOutlined from '@ant-design/icons/es/icons/MessageOutlined';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import styles from './Chat.module.css';
import { ChatPane } from './ChatPane';
import { ChatSkeleton } from './ChatSkeleton';
import { useConversation } from './queries';

/** The third column: the chat, or why there is none. */
export function ChatColumn({ id }: { id: string | undefined }) {
  const { t } = useTranslation();
  if (id === undefined) {
    return (
      <section className={styles.column} aria-label={t('chat.title')}>
        <EmptyState icon={<MessageOutlined />} title={t('chat.none')} why={t('chat.noneWhy')} />
      </section>
    );
  }
  return <OpenChat id={id} />;
}

function OpenChat({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useConversation(id);
  return (
    <section className={styles.column} aria-label={t('chat.title')}>
      {data && <ChatPane conversation={data} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ChatSkeleton />}
    </section>
  );
}

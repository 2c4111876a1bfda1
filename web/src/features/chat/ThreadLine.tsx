import { Link, useSearch } from '@tanstack/react-router';
import { useContext } from 'react';
import type { MessageView } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import styles from './ThreadLine.module.css';
import { Threads } from './Threads';

/** Where a timeline goes over to another conversation: which one, and the way into it. */
export function ThreadLine({ message }: { message: MessageView }) {
  const { t } = useTranslation();
  const { who, find, party } = useSearch({ from: '/shell/conversations' });
  const thread = useContext(Threads)?.get(message.conversation_id);
  if (!thread) return null;
  return (
    <div className={styles.thread}>
      <Link
        to="/conversations/$id"
        params={{ id: thread.id }}
        search={{ who, find, party, at: message.seq }}
        title={t('chat.openConversation')}
      >
        {t(`reading.kind.${thread.kind}`)} · {thread.title}
      </Link>
    </div>
  );
}

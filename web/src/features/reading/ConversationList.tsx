import { Virtuoso } from 'react-virtuoso';
import type { ConversationKind } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { ConversationRow } from './ConversationRow';
import { useConversations } from './queries';
import styles from './ReadingRoom.module.css';

interface Props {
  filter: { party?: string | undefined; kind?: ConversationKind | undefined; q?: string | undefined };
}

/** Conversations, the last active first. */
export function ConversationList({ filter }: Props) {
  const { t, i18n } = useTranslation();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useConversations(filter);
  const pinned = useConversations({ ...filter, pinned: true });
  if (isPending) return <RowSkeleton rows={10} />;
  if (!data) return <ProblemState compact error={error} onRetry={() => void refetch()} />;
  const first = pinned.data?.pages.flatMap((page) => page.items) ?? [];
  const others = data.pages.flatMap((page) => page.items);
  const conversations = [...first, ...others.filter(({ id }) => !first.some((known) => known.id === id))];
  const total = data.pages[0]?.total ?? 0;
  if (conversations.length === 0) {
    return <EmptyState compact title={t('reading.noConversations')} why={t('reading.noConversationsWhy')} />;
  }
  return (
    <>
      <p className={`${styles.total} numbers`}>
        {t('reading.conversationCount', { count: total, n: formatCount(total, i18n.language) })}
      </p>
      <div className={styles.list} data-rows>
        <Virtuoso
          data={conversations}
          computeItemKey={(_, conversation) => conversation.id}
          endReached={() => void (hasNextPage && fetchNextPage())}
          increaseViewportBy={400}
          itemContent={(_, conversation) => (
            <ConversationRow conversation={conversation} viewpoint={filter.party} />
          )}
        />
      </div>
    </>
  );
}

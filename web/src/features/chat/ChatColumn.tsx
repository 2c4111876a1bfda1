import MessageOutlined from '@ant-design/icons/es/icons/MessageOutlined';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { useParty } from '@/features/reading/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import { ChatPane } from './ChatPane';
import { ChatSkeleton } from './ChatSkeleton';
import { PartyPane } from './PartyPane';
import { useConversation } from './queries';

interface Props {
  id: string | undefined;
  /** Whose conversations are read as one, where no single one is open. */
  everythingOf: string | undefined;
}

/** The third column: the chat, or why there is none. */
export function ChatColumn({ id, everythingOf }: Props) {
  const { t } = useTranslation();
  if (id === undefined && everythingOf !== undefined) return <OpenParty id={everythingOf} />;
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
  const conversation = useConversation(id);
  return <Opened query={conversation}>{(data) => <ChatPane conversation={data} />}</Opened>;
}

function OpenParty({ id }: { id: string }) {
  const person = useParty(id);
  return <Opened query={person}>{(data) => <PartyPane person={data} />}</Opened>;
}

interface OpenedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What is read of one thing: it, why it is not there, or that it comes. */
function Opened<T>({ query: { data, error, refetch }, children }: OpenedProps<T>) {
  const { t } = useTranslation();
  return (
    <section className={styles.column} aria-label={t('chat.title')}>
      {data && children(data)}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ChatSkeleton />}
    </section>
  );
}

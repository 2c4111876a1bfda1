import { Image } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { MessageView, Party } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { nameOf } from '@/components/party-words';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import { ChatHeader } from './ChatHeader';
import { DetailsPanel } from './DetailsPanel';
import { type ListHandle, MessageList } from './MessageList';
import { PartyNames } from './PartyNames';
import { PrintButton } from './PrintButton';
import type { Viewpoint } from './runs';
import { Threads } from './Threads';
import { usePlace } from './use-place';
import { usePrinting } from './use-printing';
import { useThreads } from './use-threads';

const NO_HITS: ReadonlySet<number> = new Set();

/** Everything that somebody took part in, as one: a customer across all staff, in the order in which it was said. */
export function PartyPane({ person }: { person: Party }) {
  const { t, i18n } = useTranslation();
  const list = useRef<ListHandle>(null);
  const timeline = useMemo(() => ({ party: person.id }), [person.id]);
  const { place, focus, jump } = usePlace(timeline, list);
  const threads = useThreads(timeline, place.start);
  const [details, setDetails] = useState<MessageView | null>(null);
  const viewpoint = useMemo<Viewpoint>(
    () => (person.kind === 'member' ? { members: 'one', id: person.id } : { members: 'all' }),
    [person],
  );
  const parties = useMemo(() => [person], [person]);
  const { extent } = person;
  const title = t('chat.everythingOf', { name: nameOf(person) });
  const count = (value: number) => formatCount(value, i18n.language);
  const messages = extent?.message_count ?? 0;
  const facts = [
    t('chat.conversationCount', { count: person.conversations, n: count(person.conversations) }),
    t('chat.messageCount', { count: messages, n: count(messages) }),
  ];
  const { print, sheet } = usePrinting(title, facts, viewpoint);
  if (!extent) return <EmptyState title={title} why={t('chat.emptyWhy')} />;
  return (
    <PartyNames.Provider value={parties}>
      <Threads.Provider value={threads}>
        <div className={styles.pane} data-details={details !== null}>
          <ChatHeader title={title} facts={facts} timeline={timeline} span={extent} onJump={jump}>
            {print && <PrintButton loaded={() => list.current?.loaded() ?? []} print={print} />}
          </ChatHeader>
          <div className={styles.body}>
            <Image.PreviewGroup>
              <MessageList
                key={place.generation}
                ref={list}
                timeline={timeline}
                start={place.start}
                focus={focus}
                viewpoint={viewpoint}
                hits={NO_HITS}
                onDetails={setDetails}
                onJump={jump}
              />
            </Image.PreviewGroup>
          </div>
          {sheet}
          {details && <DetailsPanel message={details} onJump={jump} onClose={() => setDetails(null)} />}
        </div>
      </Threads.Provider>
    </PartyNames.Provider>
  );
}

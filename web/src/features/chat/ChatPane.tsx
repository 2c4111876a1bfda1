import { useLocation, useSearch } from '@tanstack/react-router';
import { Image } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Conversation, MessageView } from '@/api/types';
import { queryOfHash } from '@/app/search-params';
import { MarkingContext } from '@/features/text/MarkingContext';
import { markingOf } from '@/features/text/terms';
import styles from './Chat.module.css';
import { ChatHeader } from './ChatHeader';
import { DetailsPanel } from './DetailsPanel';
import { HitBar } from './HitBar';
import { type ListHandle, MessageList } from './MessageList';
import { PartyNames } from './PartyNames';
import { useHits } from './queries';
import { viewpointOf } from './runs';
import { usePlace } from './use-place';

/** An open conversation: its head, its messages, its details. */
export function ChatPane({ conversation }: { conversation: Conversation }) {
  const { party, exact } = useSearch({ from: '/shell/conversations' });
  const query = queryOfHash(useLocation().hash);
  const fold = exact !== '1';
  const marking = useMemo(() => markingOf(query, fold), [query, fold]);
  const hits = useHits(conversation.id, query, fold);
  const hitSeqs = useMemo(() => new Set(query ? hits.data?.seqs : []), [query, hits.data]);
  const viewpoint = useMemo(() => viewpointOf(conversation, party), [conversation, party]);
  const list = useRef<ListHandle>(null);
  const { place, focus, jump } = usePlace(conversation.id, list);
  const [details, setDetails] = useState<MessageView | 'conversation' | null>(null);
  const show = (next: MessageView | 'conversation' | null) => {
    // The panel takes room from the messages; what was looked at stays in view when it has.
    const looked = next === null || next === 'conversation' ? null : next.seq;
    setDetails(next);
    setTimeout(() => list.current?.keep(looked), 0);
  };
  return (
    <MarkingContext.Provider value={marking}>
      <PartyNames.Provider value={conversation.parties}>
        <div className={styles.pane} data-details={details !== null}>
          <ChatHeader
            conversation={conversation}
            detailsOpen={details !== null}
            onDetails={() => show(details ? null : 'conversation')}
            onJump={jump}
          />
          <div className={styles.body}>
            {query && <HitBar query={query} hits={hits} focus={focus} onJump={jump} />}
            <Image.PreviewGroup>
              <MessageList
                key={place.generation}
                ref={list}
                id={conversation.id}
                start={place.start}
                focus={focus}
                viewpoint={viewpoint}
                hits={hitSeqs}
                onDetails={show}
                onJump={jump}
              />
            </Image.PreviewGroup>
          </div>
          {details && (
            <DetailsPanel
              conversation={conversation}
              message={details === 'conversation' ? null : details}
              onClose={() => show(null)}
            />
          )}
        </div>
      </PartyNames.Provider>
    </MarkingContext.Provider>
  );
}

import CheckSquareOutlined from '@ant-design/icons/es/icons/CheckSquareOutlined';
import InfoCircleOutlined from '@ant-design/icons/es/icons/InfoCircleOutlined';
import PushpinFilled from '@ant-design/icons/es/icons/PushpinFilled';
import PushpinOutlined from '@ant-design/icons/es/icons/PushpinOutlined';
import { useLocation, useSearch } from '@tanstack/react-router';
import { Image } from 'antd';
import { useMemo, useRef, useState } from 'react';
import type { Conversation, MessageView } from '@/api/types';
import { queryOfHash } from '@/app/search-params';
import iconStyles from '@/components/IconLink.module.css';
import { conversationTitle } from '@/features/reading/conversation-words';
import { MarkingContext } from '@/features/text/MarkingContext';
import { markingOf } from '@/features/text/terms';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import { ChatHeader } from './ChatHeader';
import { ChoiceBar } from './ChoiceBar';
import { Choosing } from './Choosing';
import { DetailsPanel } from './DetailsPanel';
import { HitBar } from './HitBar';
import { type ListHandle, MessageList } from './MessageList';
import { PartyNames } from './PartyNames';
import { PrintButton } from './PrintButton';
import { useHits } from './queries';
import { viewpointOf } from './runs';
import { useChoosing } from './use-choosing';
import { usePlace } from './use-place';
import { usePrinting } from './use-printing';
import { useReading } from './use-reading';

/** An open conversation: its head, its messages, its details. */
export function ChatPane({ conversation }: { conversation: Conversation }) {
  const { t, i18n } = useTranslation();
  const { party, exact } = useSearch({ from: '/shell/conversations' });
  const query = queryOfHash(useLocation().hash);
  const fold = exact !== '1';
  const marking = useMemo(() => markingOf(query, fold), [query, fold]);
  const hits = useHits(conversation.id, query, fold);
  const hitSeqs = useMemo(() => new Set(query ? hits.data?.seqs : []), [query, hits.data]);
  const viewpoint = useMemo(() => viewpointOf(conversation, party), [conversation, party]);
  const list = useRef<ListHandle>(null);
  const timeline = useMemo(() => ({ conversation: conversation.id }), [conversation.id]);
  const { place, focus, jump } = usePlace(timeline, list);
  const reading = useReading(conversation.id);
  const { choice, begin, end } = useChoosing();
  const [details, setDetails] = useState<MessageView | 'conversation' | null>(null);
  const show = (next: MessageView | 'conversation' | null) => {
    // The panel takes room from the messages; what was looked at stays in view when it has.
    const looked = next === null || next === 'conversation' ? null : next.seq;
    setDetails(next);
    setTimeout(() => list.current?.keep(looked), 0);
  };
  const count = (value: number) => formatCount(value, i18n.language);
  const facts = [
    t(`reading.kind.${conversation.kind}`),
    t(conversation.external ? 'chat.external' : 'chat.internal'),
    ...(conversation.kind === 'room'
      ? [t('chat.people', { count: conversation.party_count, n: count(conversation.party_count) })]
      : []),
    t('chat.messageCount', { count: conversation.message_count, n: count(conversation.message_count) }),
  ];
  const title = conversationTitle(conversation, party);
  const { print, sheet } = usePrinting(title, facts, viewpoint);
  const pinTitle = t(conversation.pinned ? 'chat.unpin' : 'chat.pin');
  return (
    <MarkingContext.Provider value={marking}>
      <PartyNames.Provider value={conversation.parties}>
        <div className={styles.pane} data-details={details !== null}>
          <ChatHeader title={title} facts={facts} timeline={timeline} span={conversation} onJump={jump}>
            <button
              type="button"
              className={iconStyles.link}
              title={t('choice.begin')}
              aria-label={t('choice.begin')}
              aria-pressed={choice !== null}
              onClick={choice ? end : begin}
            >
              <CheckSquareOutlined aria-hidden />
            </button>
            {print && <PrintButton loaded={() => list.current?.loaded() ?? []} print={print} />}
            <button
              type="button"
              className={iconStyles.link}
              title={pinTitle}
              aria-label={pinTitle}
              aria-pressed={conversation.pinned}
              disabled={reading.isPending}
              onClick={() => reading.pin(!conversation.pinned)}
            >
              {conversation.pinned ? <PushpinFilled aria-hidden /> : <PushpinOutlined aria-hidden />}
            </button>
            <button
              type="button"
              className={iconStyles.link}
              title={t('chat.info')}
              aria-label={t('chat.info')}
              aria-expanded={details !== null}
              onClick={() => show(details ? null : 'conversation')}
            >
              <InfoCircleOutlined aria-hidden />
            </button>
          </ChatHeader>
          <div className={styles.body}>
            {query && <HitBar query={query} hits={hits} focus={focus} onJump={jump} />}
            {choice && <ChoiceBar chosen={choice.chosen} print={print} onEnd={end} />}
            <Choosing.Provider value={choice}>
              <Image.PreviewGroup>
                <MessageList
                  key={place.generation}
                  ref={list}
                  timeline={timeline}
                  start={place.start}
                  focus={focus}
                  viewpoint={viewpoint}
                  hits={hitSeqs}
                  onDetails={show}
                  onJump={jump}
                  onRead={reading.read}
                />
              </Image.PreviewGroup>
            </Choosing.Provider>
          </div>
          {details && (
            <DetailsPanel
              conversation={conversation}
              message={details === 'conversation' ? null : details}
              onJump={jump}
              onClose={() => show(null)}
            />
          )}
          {sheet}
        </div>
      </PartyNames.Provider>
    </MarkingContext.Provider>
  );
}

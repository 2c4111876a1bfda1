import ArrowDownOutlined from '@ant-design/icons/es/icons/ArrowDownOutlined';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { type ListRange, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { MessageView } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { useTranslation } from '@/i18n/use-translation';
import { BlankRow } from './BlankRow';
import styles from './Chat.module.css';
import { ChatSkeleton } from './ChatSkeleton';
import { fullAround } from './hollow';
import { type EdgeContext, NewerEdge, OlderEdge } from './ListEdges';
import { MessageRow } from './MessageRow';
import { pageAt } from './numbering';
import { flatten, type Start } from './paging';
import { useMessages } from './queries';
import type { Viewpoint } from './runs';
import { ListStillness, Stillness } from './Stillness';
import type { Timeline } from './timeline';
import { useAhead } from './use-ahead';
import { useAnchor } from './use-anchor';
import { useBegin } from './use-begin';
import { useHollows } from './use-hollows';
import { useNewest } from './use-newest';
import type { Jump } from './use-place';
import { useRows } from './use-rows';
import { useSeatChanges } from './use-seat-changes';
import { useSettling } from './use-settling';

/** What the list can be asked from outside. */
export interface ListHandle {
  /** Scrolls to a message where it is loaded; tells whether it is. */
  show: (seq: number) => boolean;
  /** Keeps a message in view after the room for it changed; the end where none is given and the end was in view. */
  keep: (seq: number | null) => void;
  /** The messages that are loaded around the view. */
  loaded: () => MessageView[];
}

interface Props {
  ref?: Ref<ListHandle>;
  timeline: Timeline;
  start: Start;
  focus: number | null;
  viewpoint: Viewpoint;
  hits: ReadonlySet<number>;
  onDetails: (message: MessageView) => void;
  onJump: (to: Jump) => void;
  /** Hears which message is the newest, when the reader has it in view. */
  onRead?: (seq: number) => void;
}

/** The messages of a timeline: only what is near the view exists, in both directions and over any length. */
export function MessageList(props: Props) {
  const { ref, timeline, start, focus, viewpoint, hits, onDetails, onJump, onRead } = props;
  const { t } = useTranslation();
  const virtuoso = useRef<VirtuosoHandle>(null);
  const query = useMessages(timeline, start);
  const { data, hasPreviousPage, hasNextPage, fetchPreviousPage, fetchNextPage } = query;
  const changes = useSeatChanges(timeline);
  const { rows, first, numbering } = useRows(data?.pages, hasPreviousPage, viewpoint, changes);
  const newest = useNewest(timeline, start, () => onJump({ edge: 'last' }));
  const [atEnd, setAtEnd] = useState(true);
  const begin = useBegin(rows, start, focus ?? data?.pages[0]?.focus ?? null);
  const align = 'at' in start ? 'start' : 'center';
  const indexOf = (seq: number | null) => rows.findIndex((row) => row.seq === seq);
  const bring = (seq: number) => {
    const index = indexOf(seq);
    if (index >= 0) virtuoso.current?.scrollToIndex({ index, align });
    return index >= 0;
  };
  const { scroller, scrollerRef, hold, release, isHeld } = useSettling(begin.cameFor, bring);
  const range = useRef<ListRange | null>(null);
  const [stillness] = useState(() => new Stillness());
  const fillNear = useHollows(timeline, start, data, numbering, range);
  const askAhead = useAhead(query, first, rows.length, isHeld, range);
  const onRange = useCallback(
    (shown: ListRange) => {
      range.current = shown;
      fillNear();
      askAhead();
    },
    [fillNear, askAhead],
  );
  useAnchor(scroller, first, (seq, fromTop) => {
    const index = indexOf(seq);
    if (index >= 0) virtuoso.current?.scrollToIndex({ index, align: 'start', offset: -fromTop });
  });

  useImperativeHandle(ref, () => ({
    show(seq) {
      const isLoaded = bring(seq);
      if (isLoaded) hold(seq);
      return isLoaded;
    },
    keep(seq) {
      const index = indexOf(seq);
      if (index >= 0) virtuoso.current?.scrollIntoView({ index });
      else if (atEnd) virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    },
    loaded() {
      const inView = pageAt(numbering, range.current?.startIndex ?? first);
      return flatten(fullAround(data?.pages ?? [], inView));
    },
  }));
  // A stretch of one message shows nothing until its predecessor is known.
  useEffect(() => {
    if (data && rows.length === 0 && hasPreviousPage) void fetchPreviousPage();
  }, [data, rows.length, hasPreviousPage, fetchPreviousPage]);

  const newestSeq = hasNextPage ? undefined : rows.at(-1)?.seq;
  useEffect(() => {
    if (atEnd && newestSeq !== undefined) onRead?.(newestSeq);
  }, [atEnd, newestSeq, onRead]);

  if (!data) {
    if (query.error) return <ProblemState error={query.error} onRetry={() => void query.refetch()} />;
    return <ChatSkeleton />;
  }
  if (rows.length === 0) {
    return hasPreviousPage ? (
      <ChatSkeleton />
    ) : (
      <EmptyState title={t('chat.empty')} why={t('chat.emptyWhy')} />
    );
  }
  const context: EdgeContext = {
    hasOlder: hasPreviousPage,
    hasNewer: hasNextPage,
    olderFailed: query.isFetchPreviousPageError,
    newerFailed: query.isFetchNextPageError,
    firstAt: rows[0]?.message?.sent_at ?? 0,
    retryOlder: () => void fetchPreviousPage(),
    retryNewer: () => void fetchNextPage(),
    newest,
  };
  return (
    <ListStillness value={stillness}>
      <Virtuoso
        data-rows
        ref={virtuoso}
        className={styles.scroller ?? ''}
        data={rows}
        context={context}
        firstItemIndex={first}
        initialTopMostItemIndex={begin.place}
        computeItemKey={(_, row) => row.seq}
        rangeChanged={onRange}
        isScrolling={stillness.moves}
        scrollerRef={scrollerRef}
        onWheel={release}
        onTouchStart={release}
        onPointerDown={release}
        onKeyDown={release}
        atBottomStateChange={setAtEnd}
        atBottomThreshold={80}
        increaseViewportBy={{ top: 1200, bottom: 800 }}
        components={{ Header: OlderEdge, Footer: NewerEdge }}
        role="log"
        aria-label={t('chat.messages')}
        tabIndex={0}
        itemContent={(_, row) =>
          row.message === null ? (
            <BlankRow seq={row.seq} />
          ) : (
            <MessageRow
              row={row}
              hit={hits.has(row.seq)}
              focused={row.seq === focus}
              onDetails={onDetails}
              onJump={onJump}
            />
          )
        }
      />
      {(!atEnd || hasNextPage) && (
        <button type="button" className={styles.newest} onClick={() => onJump({ edge: 'last' })}>
          <ArrowDownOutlined aria-hidden /> {t('chat.toNewest')}
        </button>
      )}
    </ListStillness>
  );
}

import ArrowDownOutlined from '@ant-design/icons/es/icons/ArrowDownOutlined';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type IndexLocationWithAlign, Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { MessageView } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import styles from './Chat.module.css';
import { ChatSkeleton } from './ChatSkeleton';
import { type EdgeContext, NewerEdge, OlderEdge } from './ListEdges';
import { MessageRow } from './MessageRow';
import type { Start } from './paging';
import { useMessages } from './queries';
import type { Row, Viewpoint } from './runs';
import { useNewest } from './use-newest';
import type { Jump } from './use-place';
import { useRows } from './use-rows';

/** What the list can be asked from outside. */
export interface ListHandle {
  /** Scrolls to a message where it is loaded; tells whether it is. */
  show: (seq: number) => boolean;
  /** Keeps a message in view after the room for it changed; the end where none is given and the end was in view. */
  keep: (seq: number | null) => void;
}

interface Props {
  ref?: Ref<ListHandle>;
  id: string;
  start: Start;
  focus: number | null;
  viewpoint: Viewpoint;
  hits: ReadonlySet<number>;
  onDetails: (message: MessageView) => void;
  onJump: (to: Jump) => void;
}

/** Where the list stands at first. */
function initialPlace(rows: Row[], start: Start, focus: number | null): IndexLocationWithAlign {
  if ('edge' in start)
    return start.edge === 'first' ? { index: 0, align: 'start' } : { index: rows.length - 1, align: 'end' };
  const index = rows.findIndex((row) => row.message.seq === focus);
  return { index: Math.max(0, index), align: 'around' in start ? 'center' : 'start' };
}

/** The messages of a conversation: only what is near the view exists, in both directions and over any length. */
export function MessageList({ ref, id, start, focus, viewpoint, hits, onDetails, onJump }: Props) {
  const { t } = useTranslation();
  const virtuoso = useRef<VirtuosoHandle>(null);
  const query = useMessages(id, start);
  const { data, hasPreviousPage, hasNextPage, fetchPreviousPage, fetchNextPage } = query;
  const { rows, first } = useRows(data?.pages, hasPreviousPage, viewpoint);
  const newest = useNewest(id, start, () => onJump({ edge: 'last' }));
  const [atEnd, setAtEnd] = useState(true);

  useImperativeHandle(ref, () => ({
    show(seq) {
      const index = rows.findIndex((row) => row.message.seq === seq);
      if (index >= 0) virtuoso.current?.scrollToIndex({ index, align: 'center' });
      return index >= 0;
    },
    keep(seq) {
      const index = rows.findIndex((row) => row.message.seq === seq);
      if (index >= 0) virtuoso.current?.scrollIntoView({ index });
      else if (atEnd) virtuoso.current?.scrollToIndex({ index: 'LAST', align: 'end' });
    },
  }));
  // A stretch of one message shows nothing until its predecessor is known.
  useEffect(() => {
    if (data && rows.length === 0 && hasPreviousPage) void fetchPreviousPage();
  }, [data, rows.length, hasPreviousPage, fetchPreviousPage]);

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
    firstAt: rows[0]?.message.sent_at ?? 0,
    retryOlder: () => void fetchPreviousPage(),
    retryNewer: () => void fetchNextPage(),
    newest,
  };
  const pageFocus = data.pages[0]?.focus ?? null;
  return (
    <>
      <Virtuoso
        ref={virtuoso}
        className={styles.scroller ?? ''}
        data={rows}
        context={context}
        firstItemIndex={first}
        initialTopMostItemIndex={initialPlace(rows, start, focus ?? pageFocus)}
        computeItemKey={(_, row) => row.message.seq}
        startReached={() => void (hasPreviousPage && !query.isFetchingPreviousPage && fetchPreviousPage())}
        endReached={() => void (hasNextPage && !query.isFetchingNextPage && fetchNextPage())}
        atBottomStateChange={setAtEnd}
        atBottomThreshold={80}
        increaseViewportBy={{ top: 1200, bottom: 800 }}
        components={{ Header: OlderEdge, Footer: NewerEdge }}
        role="log"
        aria-label={t('chat.messages')}
        tabIndex={0}
        itemContent={(_, row) => (
          <MessageRow
            row={row}
            hit={hits.has(row.message.seq)}
            focused={row.message.seq === focus}
            onDetails={onDetails}
            onJump={onJump}
          />
        )}
      />
      {(!atEnd || hasNextPage) && (
        <button type="button" className={styles.newest} onClick={() => onJump({ edge: 'last' })}>
          <ArrowDownOutlined aria-hidden /> {t('chat.toNewest')}
        </button>
      )}
    </>
  );
}

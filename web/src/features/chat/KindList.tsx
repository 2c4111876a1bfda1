import Button from 'antd/es/button';
import type { MessageKind, MessageView } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { nameOf } from '@/components/party-words';
import { RowSkeleton } from '@/components/RowSkeleton';
import { textOf } from '@/features/cards/text-of';
import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Details.module.css';
import { useKinds } from './queries';
import type { Jump } from './use-place';

/** What each tab of a conversation's details lists. */
const KINDS = {
  pictures: ['image', 'video', 'emotion'],
  files: ['file', 'qydiskfile', 'voip_doc_share'],
  links: ['link', 'weapp', 'news', 'docmsg', 'sphfeed'],
} satisfies Record<string, MessageKind[]>;

interface Props {
  id: string;
  tab: keyof typeof KINDS;
  onJump: (to: Jump) => void;
}

/** The messages of some kinds, the newest first, each leading to its place in the conversation. */
export function KindList({ id, tab, onJump }: Props) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useKinds(
    id,
    KINDS[tab],
  );
  if (isPending) return <RowSkeleton rows={4} />;
  if (!data) return <ProblemState compact error={error} onRetry={() => void refetch()} />;
  const messages = data.pages.flatMap((page) => page.items.toReversed());
  if (messages.length === 0) {
    return <EmptyState compact title={t('details.nothingListed')} why={t('chat.emptyWhy')} />;
  }
  return (
    <>
      <ul className={tab === 'pictures' ? styles.grid : undefined}>
        {messages.map((message) => (
          <li key={message.seq}>
            <Entry message={message} onJump={onJump} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('details.more')}
        </Button>
      )}
    </>
  );
}

function Entry({ message, onJump }: { message: MessageView; onJump: (to: Jump) => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const when = `${nameOf(message.sender)} · ${formatMoment(message.sent_at, zone)}`;
  const picture = message.files[0]?.pictures.find(({ role }) => role === 'thumbnail' || role === 'poster');
  const name = textOf(message.content) || t(`kind.${message.kind}`);
  return (
    <button
      type="button"
      className={styles.entry}
      title={`${name} · ${when}`}
      onClick={() => onJump({ at: message.seq })}
    >
      {picture ? (
        <img src={picture.url} alt={`${name} · ${when}`} width={picture.width} height={picture.height} />
      ) : (
        <>
          <span className="one-line">{name}</span>
          <span className="quiet one-line numbers">{when}</span>
        </>
      )}
    </button>
  );
}

import PushpinFilled from '@ant-design/icons/es/icons/PushpinFilled';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { memo } from 'react';
import type { Conversation } from '@/api/types';
import { PartyAvatar } from '@/components/PartyAvatar';
import { useZone } from '@/features/session/queries';
import { formatCount } from '@/format/numbers';
import { dayOf, formatClock } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { conversationTitle, otherParty } from './conversation-words';
import styles from './ReadingRoom.module.css';

interface Props {
  conversation: Conversation;
  /** Through whose list one came: the other one's name is the title. */
  viewpoint?: string | undefined;
}

/** One conversation: who, the last words, when. */
export const ConversationRow = memo(function ConversationRow({ conversation, viewpoint }: Props) {
  const { t, i18n } = useTranslation();
  const zone = useZone();
  const { id } = useParams({ strict: false });
  const { who, find, party, kind } = useSearch({ from: '/shell/conversations' });
  const other = otherParty(conversation, viewpoint);
  const title = conversationTitle(conversation, viewpoint);
  const today = dayOf(Date.now(), zone);
  const day = dayOf(conversation.last_at, zone);
  const when =
    day === today
      ? formatClock(conversation.last_at, zone)
      : day.slice(day.startsWith(today.slice(0, 4)) ? 5 : 0);
  const { last_kind: last, last_preview: preview } = conversation;
  const kindWord = last && last !== 'text' ? `[${t(`kind.${last}`)}] ` : '';
  return (
    <Link
      to="/conversations/$id"
      params={{ id: conversation.id }}
      search={{ who, find, party, kind }}
      className={styles.row}
      data-row
      data-on={id === conversation.id}
      data-unread={conversation.unread}
    >
      <PartyAvatar kind={conversation.kind === 'room' ? 'room' : (other?.kind ?? 'member')} name={title} />
      <span className={styles.rowText}>
        <span className={styles.rowLine}>
          <span className={`${styles.rowName} one-line`}>{title}</span>
          {conversation.unread && (
            <span className={styles.unread} role="img" aria-label={t('reading.unread')} />
          )}
          {conversation.pinned && <PushpinFilled aria-label={t('reading.pinned')} className={styles.pin} />}
          <span className={`${styles.rowNote} numbers`}>{when}</span>
        </span>
        <span className={styles.rowLine}>
          <span className={`${styles.rowName} ${styles.rowNote} one-line`}>
            {kindWord}
            {preview}
          </span>
          <span className={`${styles.rowNote} numbers`} title={t('reading.messagesOf')}>
            {formatCount(conversation.message_count, i18n.language)}
          </span>
        </span>
      </span>
    </Link>
  );
});

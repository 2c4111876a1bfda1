import ArrowLeftOutlined from '@ant-design/icons/es/icons/ArrowLeftOutlined';
import InfoCircleOutlined from '@ant-design/icons/es/icons/InfoCircleOutlined';
import VerticalAlignBottomOutlined from '@ant-design/icons/es/icons/VerticalAlignBottomOutlined';
import VerticalAlignTopOutlined from '@ant-design/icons/es/icons/VerticalAlignTopOutlined';
import { Link, useSearch } from '@tanstack/react-router';
import Skeleton from 'antd/es/skeleton';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@/api/types';
import iconStyles from '@/components/IconLink.module.css';
import { conversationTitle } from '@/features/reading/conversation-words';
import { formatCount } from '@/format/numbers';
import styles from './Chat.module.css';
import type { Jump } from './use-place';

const DateJump = lazy(() => import('./DateJump').then((module) => ({ default: module.DateJump })));

interface Props {
  conversation: Conversation;
  detailsOpen: boolean;
  onDetails: () => void;
  onJump: (to: Jump) => void;
}

/** Who talks, how much there is, and ways through it. */
export function ChatHeader({ conversation, detailsOpen, onDetails, onJump }: Props) {
  const { t, i18n } = useTranslation();
  const { who, find, party, kind } = useSearch({ from: '/shell/conversations' });
  const count = (value: number) => formatCount(value, i18n.language);
  const facts = [
    t(`reading.kind.${conversation.kind}`),
    t(conversation.external ? 'chat.external' : 'chat.internal'),
    ...(conversation.kind === 'room'
      ? [t('chat.people', { count: conversation.party_count, n: count(conversation.party_count) })]
      : []),
    t('chat.messageCount', { count: conversation.message_count, n: count(conversation.message_count) }),
  ];
  return (
    <header className={styles.header}>
      <Link
        to="/conversations"
        search={{ who, find, party, kind }}
        className={`${iconStyles.link} ${styles.back}`}
        aria-label={t('chat.back')}
        title={t('chat.back')}
      >
        <ArrowLeftOutlined aria-hidden />
      </Link>
      <div className={styles.names}>
        <h2 className={`${styles.title} one-line`}>{conversationTitle(conversation, party)}</h2>
        <div className={`${styles.subtitle} one-line numbers`}>{facts.join(' · ')}</div>
      </div>
      <div className={styles.tools}>
        <button
          type="button"
          className={iconStyles.link}
          title={t('chat.toFirst')}
          aria-label={t('chat.toFirst')}
          onClick={() => onJump({ edge: 'first' })}
        >
          <VerticalAlignTopOutlined aria-hidden />
        </button>
        <button
          type="button"
          className={iconStyles.link}
          title={t('chat.toNewest')}
          aria-label={t('chat.toNewest')}
          onClick={() => onJump({ edge: 'last' })}
        >
          <VerticalAlignBottomOutlined aria-hidden />
        </button>
        <Suspense fallback={<Skeleton.Input size="small" active />}>
          <DateJump conversation={conversation} onJump={onJump} />
        </Suspense>
        <button
          type="button"
          className={iconStyles.link}
          title={t('chat.info')}
          aria-label={t('chat.info')}
          aria-expanded={detailsOpen}
          onClick={onDetails}
        >
          <InfoCircleOutlined aria-hidden />
        </button>
      </div>
    </header>
  );
}

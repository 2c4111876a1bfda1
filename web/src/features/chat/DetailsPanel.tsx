import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined';
import { useEffect } from 'react';
import type { Conversation, MessageView } from '@/api/types';
import iconStyles from '@/components/IconLink.module.css';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import { ConversationDetails } from './ConversationDetails';
import detailStyles from './Details.module.css';
import { MessageDetails } from './MessageDetails';
import type { Jump } from './use-place';

interface Props {
  conversation?: Conversation;
  /** The message to tell about; the conversation where there is none. */
  message: MessageView | null;
  onJump: (to: Jump) => void;
  onClose: () => void;
}

/** The fourth column. */
export function DetailsPanel({ conversation, message, onJump, onClose }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onClose]);
  const title = t(message ? 'details.message' : 'details.conversation');
  return (
    <aside className={styles.details} aria-label={title}>
      <div className={detailStyles.head}>
        <h2>{title}</h2>
        <button
          type="button"
          className={iconStyles.link}
          aria-label={t('action.close')}
          title={t('action.close')}
          onClick={onClose}
        >
          <CloseOutlined aria-hidden />
        </button>
      </div>
      {message ? (
        <MessageDetails key={message.seq} message={message} />
      ) : (
        conversation && <ConversationDetails conversation={conversation} onJump={onJump} />
      )}
    </aside>
  );
}

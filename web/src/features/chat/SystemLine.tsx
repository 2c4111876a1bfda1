import type { MessageView } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { useZone } from '@/features/session/queries';
import { formatClock, formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './MessageRow.module.css';
import { usePartyName } from './PartyNames';
import type { Jump } from './use-place';

interface Props {
  message: MessageView;
  focused: boolean;
  onJump: (to: Jump) => void;
}

/** What happened to the conversation rather than in it: recalls, consent, meetings. */
export function SystemLine({ message, focused, onJump }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const partyName = usePartyName();
  const sender = nameOf(message.sender);
  const words = (): string => {
    const { content } = message;
    switch (content.type) {
      case 'revoke':
        return t('system.revoke', { name: sender });
      case 'agree':
      case 'disagree': {
        const at = content.at === null ? '' : formatMoment(content.at, zone);
        return t(`system.${content.type}`, { name: partyName(content.party), at }).trim();
      }
      case 'switch':
        return t('system.switch', { name: partyName(content.member) });
      case 'meeting_notification':
        return content.text || t(content.notification === 2 ? 'system.meetingEnded' : 'system.meetingJoined');
      default:
        return t(`kind.${message.kind}`);
    }
  };
  const original = message.recalls_seq;
  return (
    <div className={styles.system} data-focused={focused}>
      <span>
        {words()}
        {message.content.type === 'revoke' &&
          (original === null ? (
            t('system.originalMissing')
          ) : (
            <button type="button" onClick={() => onJump({ at: original })}>
              {t('system.showOriginal')}
            </button>
          ))}{' '}
        <span className="numbers">{formatClock(message.sent_at, zone)}</span>
      </span>
    </div>
  );
}

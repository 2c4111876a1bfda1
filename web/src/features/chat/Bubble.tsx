import type { MessageView } from '@/api/types';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { isBare } from '@/features/cards/bare';
import { CardBody } from '@/features/cards/CardBody';
import { MessageFiles } from '@/features/files/message-files';
import { useZone } from '@/features/session/queries';
import { formatSpan } from '@/format/numbers';
import { formatClock } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { BubbleTools } from './BubbleTools';
import styles from './MessageRow.module.css';
import type { Row } from './runs';

interface Props {
  row: Row;
  hit: boolean;
  focused: boolean;
  onDetails: (message: MessageView) => void;
}

/** What somebody said: at the right for the own side, with name and role above the first of a run. */
export function Bubble({ row, hit, focused, onDetails }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const { message, side, opens } = row;
  const name = nameOf(message.sender);
  return (
    <article
      className={styles.message}
      data-row
      tabIndex={-1}
      data-side={side}
      aria-label={t('chat.messageOf', { name })}
    >
      {opens ? <PartyAvatar kind={message.sender.kind} name={name} /> : <span className={styles.noPicture} />}
      <div className={styles.stack}>
        {opens && (
          <div className={styles.head}>
            <span className="one-line">{name}</span>
            <RoleTag party={message.sender} />
            {message.sender_then && (
              <span title={t('chat.thenWhy')}>{t('chat.then', { name: message.sender_then })}</span>
            )}
            <span className="numbers">{formatClock(message.sent_at, zone)}</span>
          </div>
        )}
        <div className={styles.line}>
          <div
            className={styles.bubble}
            data-bare={isBare(message.content)}
            data-recalled={message.recalled !== null}
            data-hit={hit}
            data-focused={focused}
          >
            <MessageFiles value={message}>
              <CardBody content={message.content} />
            </MessageFiles>
          </div>
          <BubbleTools message={message} onDetails={onDetails} />
        </div>
        {message.recalled && (
          <div className={styles.recalled}>
            {t('chat.recalled', { span: formatSpan(message.recalled.after_ms, t) })}
          </div>
        )}
      </div>
    </article>
  );
}

import { memo } from 'react';
import type { MessageView } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { useTranslation } from '@/i18n/use-translation';
import { Bubble } from './Bubble';
import choiceStyles from './Choice.module.css';
import { useChoice } from './Choosing';
import styles from './MessageRow.module.css';
import type { Row } from './runs';
import { SeatLine } from './SeatLine';
import { SystemLine } from './SystemLine';
import { ThreadLine } from './ThreadLine';
import type { Jump } from './use-place';

interface Props {
  row: Row;
  hit: boolean;
  focused: boolean;
  onDetails: (message: MessageView) => void;
  onJump: (to: Jump) => void;
}

/** One message, with the day that begins with it. */
export const MessageRow = memo(function MessageRow({ row, hit, focused, onDetails, onJump }: Props) {
  const { t } = useTranslation();
  const choice = useChoice();
  const { message } = row;
  return (
    <div
      className={choice ? `${styles.row} ${choiceStyles.choosing}` : styles.row}
      data-opens={row.opens}
      data-seq={message.seq}
    >
      {choice && (
        <input
          type="checkbox"
          className={choiceStyles.choose}
          checked={choice.chosen.has(message.seq)}
          aria-label={t('choice.choose', { name: nameOf(message.sender) })}
          onChange={() => choice.toggle(message)}
        />
      )}
      {row.day && (
        <div className={styles.day}>
          <span className="numbers">{row.day}</span>
        </div>
      )}
      {row.thread && <ThreadLine message={row.message} />}
      {row.changes.map((change) => (
        <SeatLine key={`${change.at}${change.joined}`} change={change} />
      ))}
      {row.side === 'system' ? (
        <SystemLine message={row.message} focused={focused} onJump={onJump} />
      ) : (
        <Bubble row={row} hit={hit} focused={focused} onDetails={onDetails} />
      )}
    </div>
  );
});

import { memo } from 'react';
import type { MessageView } from '@/api/types';
import { Bubble } from './Bubble';
import styles from './MessageRow.module.css';
import type { Row } from './runs';
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
  return (
    <div className={styles.row} data-opens={row.opens} data-seq={row.message.seq}>
      {row.day && (
        <div className={styles.day}>
          <span className="numbers">{row.day}</span>
        </div>
      )}
      {row.thread && <ThreadLine message={row.message} />}
      {row.side === 'system' ? (
        <SystemLine message={row.message} focused={focused} onJump={onJump} />
      ) : (
        <Bubble row={row} hit={hit} focused={focused} onDetails={onDetails} />
      )}
    </div>
  );
});

import type { MessageView } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { useSummary } from '@/features/cards/use-summary';
import styles from './Search.module.css';

/** The message before or after a hit, in one line. */
export function BesideLine({ message }: { message: MessageView }) {
  const summary = useSummary();
  return (
    <div className={`${styles.beside} one-line`}>
      {nameOf(message.sender)}: {summary(message)}
    </div>
  );
}

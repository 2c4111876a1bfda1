import styles from './ChatSkeleton.module.css';

const BUBBLES = [
  ['other', 220],
  ['own', 300],
  ['own', 160],
  ['other', 260],
  ['other', 120],
  ['own', 240],
] as const;

/** The shape of a chat that is on its way. */
export function ChatSkeleton() {
  return (
    <div className={styles.chat} aria-busy="true">
      {BUBBLES.map(([side, width]) => (
        <span key={width} className={styles.bubble} data-side={side} style={{ width }} />
      ))}
    </div>
  );
}

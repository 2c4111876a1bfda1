import { useCallback } from 'react';
import styles from './BlankRow.module.css';

/** Stands for a message that is being read again. It is as high as the message was, so that nothing moves. */
export function BlankRow({ seq }: { seq: number }) {
  const fit = useCallback((box: HTMLDivElement | null) => {
    // The list knows how high each row was that existed, and guesses the others.
    const height = Number(box?.parentElement?.dataset.knownSize);
    if (box && height > 0) box.style.height = `${height}px`;
  }, []);
  return (
    <div ref={fit} className={styles.row} data-seq={seq} aria-busy="true">
      <span className={styles.bubble} />
    </div>
  );
}

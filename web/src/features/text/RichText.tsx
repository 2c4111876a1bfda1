import { useMemo } from 'react';
import { useMarking } from './MarkingContext';
import { takeApart } from './pieces';
import styles from './RichText.module.css';
import { SafeLink } from './SafeLink';

/** The text of a message: never markup, its line breaks kept, addresses behind a click, emoji codes as emoji. */
export function RichText({ text }: { text: string }) {
  const marking = useMarking();
  const pieces = useMemo(() => takeApart(text, marking), [text, marking]);
  let at = 0;
  return (
    <span className={styles.text}>
      {pieces.map((piece) => {
        const key = at;
        at += piece.text.length;
        if (piece.kind === 'link') return <SafeLink key={key} address={piece.text} hit={piece.hit} />;
        const shown =
          piece.kind === 'emoji' ? (
            <span key={key} title={piece.text} role="img" aria-label={piece.text}>
              {piece.shown}
            </span>
          ) : (
            piece.shown
          );
        return piece.hit ? <mark key={key}>{shown}</mark> : shown;
      })}
    </span>
  );
}

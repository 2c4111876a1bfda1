import type { Hit } from '@/api/types';
import { useSummary } from '@/features/cards/use-summary';

/** Why this is a hit: the words around what was found; what it is, where no text was asked for. */
export function Snippet({ hit }: { hit: Hit }) {
  const summary = useSummary();
  const pieces = hit.snippet.filter((piece) => piece.text !== '');
  if (pieces.length === 0) return summary(hit.message);
  return pieces.map((piece, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a snippet never move
    return piece.hit ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>;
  });
}

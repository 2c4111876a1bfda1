import { createContext, useContext, useEffect, useState } from 'react';

/** Whether a list stands still, for what is made only then. */
export class Stillness {
  private isStill = true;
  private readonly waiting = new Set<() => void>();

  /** Hears from the list whether it moves. */
  readonly moves = (isMoving: boolean): void => {
    this.isStill = !isMoving;
    if (isMoving) return;
    for (const make of this.waiting) make();
    this.waiting.clear();
  };

  get still(): boolean {
    return this.isStill;
  }

  /** Calls when the list stands still; returns what takes it back. */
  onceStill(make: () => void): () => void {
    this.waiting.add(make);
    return () => this.waiting.delete(make);
  }
}

export const ListStillness = createContext(new Stillness());

/** Whether something may be made: at once where the list stands still, else as soon as it does; made, it stays. */
export function useOnceStill(): boolean {
  const stillness = useContext(ListStillness);
  const [isMade, setMade] = useState(stillness.still);
  useEffect(() => {
    if (isMade) return;
    if (stillness.still) setMade(true);
    else return stillness.onceStill(() => setMade(true));
  }, [stillness, isMade]);
  return isMade;
}

import { useEffect, useState } from 'react';

const PAUSE_MS = 200;

/** Tells whether a value has stayed the same for a moment, so that not every key pressed on its way is asked about. */
export function useSettled(value: string): boolean {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled === value;
}

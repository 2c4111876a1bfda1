import { useCallback, useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

/** A text that is typed here and lives elsewhere: it is handed on after a pause, and follows changes from there. */
export function useDebounced(
  value: string,
  onPause: (value: string) => void,
  pause = PAUSE_MS,
): [string, (value: string) => void] {
  const [text, setText] = useState(value);
  const handed = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(onPause);
  latest.current = onPause;

  useEffect(() => {
    if (value === handed.current) return;
    handed.current = value;
    clearTimeout(timer.current);
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const type = useCallback(
    (next: string) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        handed.current = next;
        latest.current(next);
      }, pause);
    },
    [pause],
  );
  return [text, type];
}

import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { SEARCH_BOX } from '@/features/search/search-box';
import { useMay } from '@/features/session/queries';

/** Tells whether typing goes into a field. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Tells whether a key was meant for a field, for the browser, or was taken already. */
function isForOthers(event: KeyboardEvent): boolean {
  return event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target);
}

const STEPS: Record<string, 1 | -1> = { j: 1, k: -1 };

/** Moves the focus through the list that is in use: the rows of the last visible `[data-rows]`. */
export function moveInRows(step: 1 | -1): boolean {
  const lists = [...document.querySelectorAll<HTMLElement>('[data-rows]')].filter(
    (list) => list.offsetParent !== null,
  );
  const list = lists.find((candidate) => candidate.contains(document.activeElement)) ?? lists.at(-1);
  if (!list) return false;
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[at < 0 ? 0 : at + step];
  next?.focus();
  return next !== undefined;
}

/** `/` leads to the search box, `j` and `k` move through rows. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const may = useMay();
  const maySearch = may('search');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isForOthers(event)) return;
      if (event.key === '/' && maySearch) {
        event.preventDefault();
        const box = document.getElementById(SEARCH_BOX);
        if (box) box.focus();
        else void navigate({ to: '/search' });
      }
      const step = STEPS[event.key];
      if (step !== undefined && moveInRows(step)) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, maySearch]);
}

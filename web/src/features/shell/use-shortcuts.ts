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

/** Opens what a row that is no link has to tell. */
function enterRow(): boolean {
  const row = document.activeElement;
  if (!(row instanceof HTMLElement) || row.dataset.row === undefined || row instanceof HTMLAnchorElement)
    return false;
  const way = row.querySelector<HTMLElement>('[data-enter]');
  way?.click();
  return way !== null;
}

/** Leads to the search box, on this page or on its own. */
function toSearch(go: () => void): boolean {
  const box = document.getElementById(SEARCH_BOX);
  if (box) box.focus();
  else go();
  return true;
}

/** `/` leads to the search box, `j` and `k` move through rows, Enter opens one, `?` tells all this. */
export function useShortcuts(onHelp: () => void): void {
  const navigate = useNavigate();
  const may = useMay();
  const maySearch = may('search');
  useEffect(() => {
    const acts: Record<string, () => boolean> = {
      '/': () => maySearch && toSearch(() => void navigate({ to: '/search' })),
      '?': () => {
        onHelp();
        return true;
      },
      Enter: enterRow,
      j: () => moveInRows(1),
      k: () => moveInRows(-1),
    };
    const onKey = (event: KeyboardEvent) => {
      if (!isForOthers(event) && acts[event.key]?.()) event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [navigate, maySearch, onHelp]);
}

import { useCallback, useEffect, useState } from 'react';
import { type ThemeChoice, type ThemeName, variables } from '@/theme';

const STORED = 'huicun.theme';
const DARK = '(prefers-color-scheme: dark)';

/** The theme chosen in this browser. */
export function storedChoice(): ThemeChoice {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** The theme that a choice comes to on this machine. */
export function resolveTheme(choice: ThemeChoice): ThemeName {
  if (choice !== 'system') return choice;
  return window.matchMedia(DARK).matches ? 'dark' : 'light';
}

/** Gives our own style sheets their colours. */
export function applyTheme(name: ThemeName): void {
  const root = document.documentElement;
  root.dataset.theme = name;
  root.style.colorScheme = name;
  for (const [key, value] of Object.entries(variables(name))) root.style.setProperty(key, value);
}

/** The theme, and how to choose another. */
export function useThemeChoice() {
  const [choice, setChoice] = useState(storedChoice);
  const [name, setName] = useState(() => resolveTheme(choice));

  useEffect(() => {
    const follow = () => setName(resolveTheme(choice));
    follow();
    const query = window.matchMedia(DARK);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [choice]);

  useEffect(() => applyTheme(name), [name]);

  const choose = useCallback((next: ThemeChoice) => {
    localStorage.setItem(STORED, next);
    setChoice(next);
  }, []);
  return { choice, name, choose };
}

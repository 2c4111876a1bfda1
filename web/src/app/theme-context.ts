import { createContext, useContext } from 'react';
import type { ThemeChoice, ThemeName } from '@/theme';

interface ThemeState {
  choice: ThemeChoice;
  name: ThemeName;
  choose: (choice: ThemeChoice) => void;
}

export const ThemeContext = createContext<ThemeState>({ choice: 'system', name: 'light', choose: () => {} });

export const useTheme = () => useContext(ThemeContext);

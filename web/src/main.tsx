import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { applyTheme, resolveTheme, storedChoice } from '@/app/theme-choice';
import { preferredLocale, startI18n } from '@/i18n';

async function start(): Promise<void> {
  applyTheme(resolveTheme(storedChoice()));
  if (import.meta.env.MODE === 'mock') {
    const { startMocks } = await import('@mocks/browser');
    await startMocks();
  }
  await startI18n(preferredLocale());
  const root = document.getElementById('root');
  if (root) {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  }
}

void start();

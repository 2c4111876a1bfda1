import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { DirectoryParams } from './params';

/** What the address says, and how to change a part of it: the rest stays. */
export function useDirectory() {
  const params = useSearch({ from: '/shell/directory' });
  const navigate = useNavigate({ from: '/directory' });
  const change = useCallback(
    (next: Partial<DirectoryParams>) =>
      void navigate({
        to: '/directory',
        search: (before) => ({ ...before, ...next }),
        replace: true,
      }),
    [navigate],
  );
  return { params, change };
}

import { useLocation, useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { hashOfQuery, queryOfHash } from '@/app/search-params';

/** The query's text, behind the `#` of the address: it can be sent to a colleague and never reaches a log. */
export function useQueryText(): [string, (query: string) => void] {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const set = useCallback(
    (query: string) =>
      void navigate({ to: '/search', search: true, hash: hashOfQuery(query), replace: true }),
    [navigate],
  );
  return [queryOfHash(hash), set];
}

import { useQuery } from '@tanstack/react-query';
import { Navigate, useLocation } from '@tanstack/react-router';
import { sessionQuery } from '@/features/session/queries';
import { ShellFrame } from './ShellFrame';

/** The pages of somebody who is signed in; a session that ends leads to the sign-in page and back. */
export function AppShell() {
  const { data: session } = useQuery(sessionQuery);
  const location = useLocation();
  if (session === null) {
    const wanted = location.pathname + location.searchStr;
    const next = wanted === '/' ? undefined : wanted;
    return <Navigate to="/sign-in" search={{ next }} hash={location.hash} replace />;
  }
  return <ShellFrame />;
}

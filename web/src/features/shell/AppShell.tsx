import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { sessionQuery, Zone } from '@/features/session/queries';
import { ShellFrame } from './ShellFrame';

/** The pages of somebody who is signed in; a session that ends leads to the sign-in page and back. */
export function AppShell() {
  const { data: session } = useQuery(sessionQuery);
  const router = useRouter();
  const isOver = session === null;
  // The route's own guard knows the way out; asked once, since this is drawn again while one is on it.
  useEffect(() => {
    if (isOver) void router.invalidate();
  }, [isOver, router]);
  return session ? (
    <Zone value={session.time_zone}>
      <ShellFrame />
    </Zone>
  ) : null;
}

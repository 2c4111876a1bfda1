import { SESSION } from '@mocks/archive';
import { QueryClientProvider } from '@tanstack/react-query';
import { type RenderResult, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { type ReactNode, useState } from 'react';
import { VirtuosoMockContext } from 'react-virtuoso';
import { makeQueryClient, SESSION_KEY } from '@/api/query-client';
import { App } from '@/app/App';
import { Zone } from '@/features/session/queries';

/** Nothing has a size here: lists are told what they would measure. */
const SIZES = { viewportHeight: 2_000, itemHeight: 50 };

/** Opens the console at an address, as a browser does. */
export function openConsole(address: string): ReturnType<typeof userEvent.setup> {
  window.history.replaceState(null, '', address);
  render(
    <VirtuosoMockContext.Provider value={SIZES}>
      <App />
    </VirtuosoMockContext.Provider>,
  );
  return userEvent.setup();
}

/** Surroundings of a part of a page: somebody is signed in. */
export function SignedIn({ children }: { children: ReactNode }) {
  const [client] = useState(() => {
    const made = makeQueryClient();
    made.setQueryData(SESSION_KEY, SESSION);
    return made;
  });
  return (
    <QueryClientProvider client={client}>
      <Zone value={SESSION.time_zone}>{children}</Zone>
    </QueryClientProvider>
  );
}

/** Draws a part of a page for somebody who is signed in. */
export function renderSignedIn(part: ReactNode): RenderResult {
  return render(part, { wrapper: SignedIn });
}

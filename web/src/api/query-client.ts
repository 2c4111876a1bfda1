import { QueryCache, QueryClient } from '@tanstack/react-query';
import { asProblem } from './problem';

/** The key of the session, which every page depends on. */
export const SESSION_KEY = ['session'] as const;

const RETRIES = 2;

/** Makes the cache of what the server said. */
export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        // A session that ended elsewhere ends here too.
        if (asProblem(error).code === 'signed_out' && query.queryKey[0] !== SESSION_KEY[0]) {
          client.setQueryData(SESSION_KEY, null);
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Every reading is on record: none happens because a window came to the front.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < RETRIES && asProblem(error).isPassing,
      },
    },
  });
  return client;
}

import createClient, { type Middleware } from 'openapi-fetch';
import { currentLocale } from '@/i18n';
import { ApiProblem, readProblem } from './problem';
import type { paths } from './schema';
import type { Sent } from './types';

/** Where the interface is. */
export const BASE = '/api/v1';

const SAFE = new Set(['GET', 'HEAD']);

const ownHeaders: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLocale());
    if (!SAFE.has(request.method)) request.headers.set('X-Huicun', '1');
    return request;
  },
};

/** The interface, typed by its description. */
export const api = createClient<paths>({
  // Tests run where relative addresses lead nowhere.
  baseUrl: new URL(BASE, globalThis.location.origin).href,
  credentials: 'same-origin',
  // Looked up at each call, so that tests can put themselves in between.
  fetch: (request) => globalThis.fetch(request),
});
api.use(ownHeaders);

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Returns what was asked for, or throws the {@link ApiProblem} that came instead. */
export async function unwrap<T>(call: Promise<Outcome<T>>): Promise<Sent<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw readProblem(error, response.status);
  if (data === undefined && response.status !== 204) {
    throw new ApiProblem({ code: 'unexpected_answer', status: response.status });
  }
  return data as Sent<T>;
}

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { ErrorPage } from '@/components/ErrorPage';
import { NotFoundPage } from '@/components/NotFoundPage';
import { PageSkeleton } from '@/components/PageSkeleton';
import { readAccessParams } from '@/features/access/params';
import { readConnectionParams } from '@/features/connection/params';
import { readDirectoryParams } from '@/features/directory/params';
import { readNoticeParams } from '@/features/notices/params';
import { readReadingParams } from '@/features/reading/params';
import { readScopeParams } from '@/features/scope/params';
import { readSearchParams } from '@/features/search/params';
import { sessionQuery } from '@/features/session/queries';
import { SignInPage } from '@/features/session/SignInPage';
import { AppShell } from '@/features/shell/AppShell';
import { firstPage } from '@/features/shell/pages';
import { parseParams, textOf, writeParams } from './search-params';

interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: (search): { next?: string | undefined } => ({ next: textOf(search.next) }),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/features/session/SetUpPage'), 'SetUpPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: AppShell,
  notFoundComponent: NotFoundPage,
  async beforeLoad({ context, location }) {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session) {
      const wanted = location.pathname + location.searchStr;
      // The fragment may hold a query's text, which is never sent: it stays a fragment.
      throw redirect({
        to: '/sign-in',
        search: { next: wanted === '/' ? undefined : wanted },
        hash: location.hash,
      });
    }
  },
});

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('@/features/overview/OverviewPage'), 'OverviewPage'),
  async beforeLoad({ context }) {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    const first = firstPage(session?.operator.permissions ?? []);
    if (first !== '/') throw redirect({ to: first });
  },
});

const reading = createRoute({
  getParentRoute: () => shell,
  path: '/conversations',
  component: lazyRouteComponent(() => import('@/features/reading/ReadingRoom'), 'ReadingRoom'),
  validateSearch: readReadingParams,
});

const conversation = createRoute({ getParentRoute: () => reading, path: '$id', component: () => null });

const directory = createRoute({
  getParentRoute: () => shell,
  path: '/directory',
  component: lazyRouteComponent(() => import('@/features/directory/DirectoryPage'), 'DirectoryPage'),
  validateSearch: readDirectoryParams,
});

const search = createRoute({
  getParentRoute: () => shell,
  path: '/search',
  component: lazyRouteComponent(() => import('@/features/search/SearchPage'), 'SearchPage'),
  validateSearch: readSearchParams,
});

const exports = createRoute({
  getParentRoute: () => shell,
  path: '/exports',
  component: lazyRouteComponent(() => import('@/features/exports/ExportsPage'), 'ExportsPage'),
  validateSearch: (params): { job?: string | undefined } => ({ job: textOf(params.job) }),
});

const notices = createRoute({
  getParentRoute: () => shell,
  path: '/admin/notices',
  component: lazyRouteComponent(() => import('@/features/notices/NoticesPage'), 'NoticesPage'),
  validateSearch: readNoticeParams,
});

const register = createRoute({
  getParentRoute: () => shell,
  path: '/admin/notices/register',
  component: lazyRouteComponent(() => import('@/features/notices/RegisterPage'), 'RegisterPage'),
});

const me = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(() => import('@/features/me/MePage'), 'MePage'),
});

const terms = createRoute({
  getParentRoute: () => root,
  path: '/terms/$id',
  component: lazyRouteComponent(() => import('@/features/me/TermsPage'), 'TermsPage'),
});

const service = createRoute({
  getParentRoute: () => shell,
  path: '/admin/service',
  component: lazyRouteComponent(() => import('@/features/service/ServicePage'), 'ServicePage'),
});

const connection = createRoute({
  getParentRoute: () => shell,
  path: '/admin/connection',
  component: lazyRouteComponent(() => import('@/features/connection/ConnectionPage'), 'ConnectionPage'),
  validateSearch: readConnectionParams,
});

const scope = createRoute({
  getParentRoute: () => shell,
  path: '/admin/scope',
  component: lazyRouteComponent(() => import('@/features/scope/ScopePage'), 'ScopePage'),
  validateSearch: readScopeParams,
});

const access = createRoute({
  getParentRoute: () => shell,
  path: '/admin/access',
  component: lazyRouteComponent(() => import('@/features/access/AccessPage'), 'AccessPage'),
  validateSearch: readAccessParams,
});

const tree = root.addChildren([
  signIn,
  setUp,
  me,
  terms,
  shell.addChildren([
    overview,
    reading.addChildren([conversation]),
    directory,
    search,
    exports,
    service,
    connection,
    scope,
    notices,
    register,
    access,
  ]),
]);

/** Makes the router of all pages. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    parseSearch: parseParams,
    stringifySearch: writeParams,
    defaultHashScrollIntoView: false,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

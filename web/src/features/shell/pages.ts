import type { Permission } from '@/api/types';

interface PageEntry {
  to:
    | '/'
    | '/conversations'
    | '/directory'
    | '/search'
    | '/exports'
    | '/admin/service'
    | '/admin/connection'
    | '/admin/scope'
    | '/admin/notices'
    | '/admin/access';
  key:
    | 'overview'
    | 'conversations'
    | 'directory'
    | 'search'
    | 'exports'
    | 'service'
    | 'connection'
    | 'scope'
    | 'notices'
    | 'access';
  needs: Permission[];
}

interface PageGroup {
  key: 'overview' | 'archive' | 'admin' | 'security';
  pages: PageEntry[];
}

/** The map of the console: what exists, in its groups. */
export const GROUPS: PageGroup[] = [
  { key: 'overview', pages: [{ to: '/', key: 'overview', needs: ['view_overview'] }] },
  {
    key: 'archive',
    pages: [
      { to: '/conversations', key: 'conversations', needs: ['view_conversation'] },
      { to: '/search', key: 'search', needs: ['search'] },
      { to: '/directory', key: 'directory', needs: ['view_directory'] },
      { to: '/exports', key: 'exports', needs: ['export'] },
    ],
  },
  {
    key: 'admin',
    pages: [
      { to: '/admin/service', key: 'service', needs: ['manage_service'] },
      { to: '/admin/connection', key: 'connection', needs: ['manage_connection'] },
      { to: '/admin/scope', key: 'scope', needs: ['manage_scope'] },
      { to: '/admin/notices', key: 'notices', needs: ['manage_notices'] },
    ],
  },
  { key: 'security', pages: [{ to: '/admin/access', key: 'access', needs: ['view_access'] }] },
];

/** The groups and pages that somebody may use; a group without any is left out. */
export function visibleGroups(permissions: readonly Permission[]): PageGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    pages: group.pages.filter((page) => page.needs.every((need) => permissions.includes(need))),
  })).filter((group) => group.pages.length > 0);
}

/** The page that somebody begins with: the first of those that they may use. */
export function firstPage(permissions: readonly Permission[]): PageEntry['to'] {
  return visibleGroups(permissions)[0]?.pages[0]?.to ?? '/';
}

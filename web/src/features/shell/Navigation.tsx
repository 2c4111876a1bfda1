import AccountBookOutlined from '@ant-design/icons/es/icons/AccountBookOutlined';
import ApartmentOutlined from '@ant-design/icons/es/icons/ApartmentOutlined';
import ApiOutlined from '@ant-design/icons/es/icons/ApiOutlined';
import DownloadOutlined from '@ant-design/icons/es/icons/DownloadOutlined';
import HomeOutlined from '@ant-design/icons/es/icons/HomeOutlined';
import MessageOutlined from '@ant-design/icons/es/icons/MessageOutlined';
import NotificationOutlined from '@ant-design/icons/es/icons/NotificationOutlined';
import SafetyOutlined from '@ant-design/icons/es/icons/SafetyOutlined';
import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined';
import TeamOutlined from '@ant-design/icons/es/icons/TeamOutlined';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Logo } from '@/components/Logo';
import { useSession } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Navigation.module.css';
import { ProfileMenu } from './ProfileMenu';
import { visibleGroups } from './pages';

const ICONS: Record<string, ReactNode> = {
  overview: <HomeOutlined />,
  conversations: <MessageOutlined />,
  search: <SearchOutlined />,
  directory: <ApartmentOutlined />,
  exports: <DownloadOutlined />,
  notices: <NotificationOutlined />,
  service: <AccountBookOutlined />,
  connection: <ApiOutlined />,
  access: <TeamOutlined />,
  scope: <SafetyOutlined />,
};

/** The pages that this operator may use, in their groups. */
export function Navigation() {
  const { t } = useTranslation();
  const { operator, corp, version } = useSession();
  return (
    <div className={styles.side}>
      <div className={styles.brand}>
        <Logo />
        <div className={styles.names}>
          <div className={styles.product}>{t('product')}</div>
          {corp && (
            <div className={`${styles.corp} one-line`} title={corp.name}>
              {corp.name}
            </div>
          )}
        </div>
      </div>
      <nav className={styles.nav} aria-label={t('menu.pages')}>
        {visibleGroups(operator.permissions).map((group) => (
          <div key={group.key} className={styles.group}>
            {group.key !== 'overview' && <div className={styles.groupName}>{t(`group.${group.key}`)}</div>}
            {group.pages.map((page) => (
              <Link
                key={page.key}
                to={page.to}
                className={styles.page}
                activeProps={{ 'aria-current': 'page' }}
                activeOptions={{ exact: page.to === '/', includeSearch: false }}
                title={t(`page.${page.key}`)}
              >
                <span className={styles.icon} aria-hidden>
                  {ICONS[page.key]}
                </span>
                <span className={styles.label}>{t(`page.${page.key}`)}</span>
                {page.key === 'search' && (
                  <kbd className={styles.key} aria-hidden>
                    /
                  </kbd>
                )}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <ProfileMenu />
      <div className={styles.version}>{t('menu.version', { version })}</div>
    </div>
  );
}

import { useNavigate } from '@tanstack/react-router';
import Dropdown from 'antd/es/dropdown';
import type { MenuProps } from 'antd/es/menu';
import { lazy, Suspense, useState } from 'react';
import { useTheme } from '@/app/theme-context';
import { PartyAvatar } from '@/components/PartyAvatar';
import { useSession, useSignOut } from '@/features/session/queries';
import { changeLocale, LOCALES, type Locale } from '@/i18n';
import { useTranslation } from '@/i18n/use-translation';
import type { ThemeChoice } from '@/theme';
import styles from './ProfileMenu.module.css';

const PasswordDialog = lazy(() =>
  import('@/features/session/PasswordDialog').then((module) => ({ default: module.PasswordDialog })),
);

const THEMES: ThemeChoice[] = ['light', 'dark', 'system'];

/** Language, theme, password, sign out. */
export function ProfileMenu() {
  const { t, i18n } = useTranslation();
  const { operator } = useSession();
  const list = new Intl.ListFormat(i18n.language, { style: 'narrow' });
  const role = list.format(operator.roles.map((one) => t(`operatorRole.${one}`)));
  const theme = useTheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const [password, setPassword] = useState<'closed' | 'unused' | 'open'>('unused');

  const items: MenuProps['items'] = [
    {
      key: 'language',
      type: 'group',
      label: t('menu.language'),
      children: LOCALES.map((locale) => ({ key: `locale:${locale}`, label: t(`locale.${locale}`) })),
    },
    {
      key: 'theme',
      type: 'group',
      label: t('menu.theme'),
      children: THEMES.map((choice) => ({ key: `theme:${choice}`, label: t(`theme.${choice}`) })),
    },
    { type: 'divider' },
    { key: 'password', label: t('password.title') },
    { key: 'signOut', label: t('menu.signOut') },
  ];
  const choose: MenuProps['onClick'] = ({ key }) => {
    if (key.startsWith('locale:')) void changeLocale(key.slice(7) as Locale);
    if (key.startsWith('theme:')) theme.choose(key.slice(6) as ThemeChoice);
    if (key === 'password') setPassword('open');
    if (key === 'signOut') {
      signOut.mutate(undefined, { onSettled: () => void navigate({ to: '/sign-in', search: {} }) });
    }
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        placement="topLeft"
        menu={{
          items,
          onClick: choose,
          selectable: true,
          selectedKeys: [`locale:${i18n.language}`, `theme:${theme.choice}`],
        }}
      >
        <button
          type="button"
          className={styles.profile}
          aria-label={t('menu.profile', { name: operator.display_name })}
        >
          <PartyAvatar kind="member" name={operator.display_name} />
          <span className={styles.names}>
            <span className="one-line">{operator.display_name}</span>
            {role !== '' && !operator.display_name.includes(role) && (
              <span className={`${styles.role} one-line`}>{role}</span>
            )}
          </span>
        </button>
      </Dropdown>
      {password !== 'unused' && (
        <Suspense>
          <PasswordDialog open={password === 'open'} onClose={() => setPassword('closed')} />
        </Suspense>
      )}
    </>
  );
}

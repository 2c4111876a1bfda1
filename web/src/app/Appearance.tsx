import IconContext from '@ant-design/icons/es/components/Context';
import AntdApp from 'antd/es/app';
import ConfigProvider from 'antd/es/config-provider';
import type { Locale as AntdLocale } from 'antd/es/locale';
import zhCN from 'antd/es/locale/zh_CN';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import { antdTheme } from '@/theme';
import { useThemeChoice } from './theme-choice';
import { ThemeContext } from './theme-context';

/** The nonce with which the server lets this page add styles. */
function nonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;
}

function useAntdLocale(language: string): AntdLocale {
  const [english, setEnglish] = useState<AntdLocale>();
  useEffect(() => {
    if (language === 'en') void import('antd/es/locale/en_US').then((module) => setEnglish(module.default));
  }, [language]);
  return language === 'en' && english ? english : zhCN;
}

/**
 * Where dialogs and menus are drawn. On the body itself Ant Design would lock the page's scrolling by a style sheet
 * without a nonce, which the policy refuses; our page never scrolls as a whole.
 */
function layers(): HTMLElement {
  return document.getElementById('root') ?? document.body;
}

/** The provider gives icons their style: each one would otherwise look through all style sheets for it. */
const ICONS = { zeroRuntime: true };

/** Gives everything below its theme and the words of Ant Design's components their language. */
export function Appearance({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const theme = useThemeChoice();
  const locale = useAntdLocale(i18n.language);
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const antd = useMemo(() => antdTheme(theme.name, calm), [theme.name, calm]);
  const csp = useMemo(() => ({ nonce: nonce() }), []);
  return (
    <ThemeContext.Provider value={theme}>
      <ConfigProvider
        theme={antd}
        locale={locale}
        csp={csp}
        componentSize="middle"
        getPopupContainer={layers}
        button={{ autoInsertSpace: false }}
      >
        <IconContext value={ICONS}>
          <AntdApp component={false}>{children}</AntdApp>
        </IconContext>
      </ConfigProvider>
    </ThemeContext.Provider>
  );
}

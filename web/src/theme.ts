import type { ThemeConfig } from 'antd/es/config-provider';
import antd from 'antd/es/theme';

/** The themes that can be chosen. */
export type ThemeChoice = 'light' | 'dark' | 'system';
/** The themes that exist. */
export type ThemeName = 'light' | 'dark';

/** The system's own Chinese fonts first. */
export const FONT =
  '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Segoe UI", Roboto, sans-serif';
const MONO = 'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace';

interface Palette {
  page: string;
  surface: string;
  sunken: string;
  raised: string;
  border: string;
  borderStrong: string;
  text: string;
  textQuiet: string;
  accent: string;
  accentText: string;
  onAccent: string;
  accentTint: string;
  accentTintStrong: string;
  success: string;
  successTint: string;
  warning: string;
  warningTint: string;
  danger: string;
  dangerTint: string;
  mark: string;
  markText: string;
  shadow: string;
}

/** Every colour of the console. Text colours reach a contrast of 4.5 on page, surface, sunken and the tints. */
const PALETTES: Record<ThemeName, Palette> = {
  light: {
    page: '#f4f5f7',
    surface: '#ffffff',
    sunken: '#f4f5f7',
    raised: '#ffffff',
    border: '#e4e7ec',
    borderStrong: '#c9ced8',
    text: '#1f2329',
    textQuiet: '#5b6472',
    accent: '#1f5eff',
    accentText: '#1a53e6',
    onAccent: '#ffffff',
    accentTint: '#eaf0ff',
    accentTintStrong: '#d6e2ff',
    success: '#137a46',
    successTint: '#e8f5ee',
    warning: '#8a5300',
    warningTint: '#fff5e0',
    danger: '#c42b2b',
    dangerTint: '#fdecec',
    mark: '#ffe38a',
    markText: '#1f2329',
    shadow: '0 6px 24px rgba(31, 35, 41, 0.14)',
  },
  dark: {
    page: '#15171c',
    surface: '#1c1f26',
    sunken: '#15171c',
    raised: '#262a33',
    border: '#2f343e',
    borderStrong: '#474e5b',
    text: '#e7e9ed',
    textQuiet: '#a3abb8',
    accent: '#6f9bff',
    accentText: '#8fb1ff',
    onAccent: '#0b1733',
    accentTint: '#212c46',
    accentTintStrong: '#2b3a5e',
    success: '#58c08a',
    successTint: '#1d3328',
    warning: '#e6b04f',
    warningTint: '#362c17',
    danger: '#ff8a80',
    dangerTint: '#3d2224',
    mark: '#7a5b00',
    markText: '#fff4d1',
    shadow: '0 6px 24px rgba(0, 0, 0, 0.5)',
  },
};

/** What our own style sheets use: `--h-` and the name in kebab case. */
export function variables(name: ThemeName): Record<string, string> {
  const colours = Object.entries(PALETTES[name]).map(([key, value]) => [
    `--h-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  return { ...Object.fromEntries(colours), '--h-font': FONT, '--h-mono': MONO, '--h-radius': '6px' };
}

/** What Ant Design's components use. */
export function antdTheme(name: ThemeName, calm: boolean): ThemeConfig {
  const palette = PALETTES[name];
  return {
    algorithm: name === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: palette.accent,
      colorLink: palette.accentText,
      colorInfo: palette.accent,
      colorSuccess: palette.success,
      // Derived from a green as dark as this, it would be too dark for quiet text.
      colorSuccessBg: palette.successTint,
      colorWarning: palette.warning,
      colorError: palette.danger,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorText: palette.text,
      colorTextSecondary: palette.textQuiet,
      colorTextTertiary: palette.textQuiet,
      colorTextDescription: palette.textQuiet,
      colorTextPlaceholder: palette.textQuiet,
      colorTextLightSolid: palette.onAccent,
      colorBorder: palette.borderStrong,
      colorBorderSecondary: palette.border,
      borderRadius: 6,
      fontFamily: FONT,
      fontFamilyCode: MONO,
      fontSize: 14,
      lineHeight: 22 / 14,
      wireframe: false,
      motion: !calm,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.15s',
    },
    components: {
      Tooltip: { colorBgSpotlight: name === 'dark' ? '#3a404c' : '#2b3038', colorTextLightSolid: '#ffffff' },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Table: { cellPaddingBlockSM: 9, headerBg: palette.surface },
    },
  };
}

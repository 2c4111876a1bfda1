import { changeLocale, LOCALES } from '@/i18n';
import { useTranslation } from '@/i18n/use-translation';
import styles from './LocaleSwitch.module.css';

/** The languages, each in its own words. */
export function LocaleSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">{t('menu.language')}</legend>
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={i18n.language === locale}
          onClick={() => void changeLocale(locale)}
        >
          {t(`locale.${locale}`)}
        </button>
      ))}
    </fieldset>
  );
}

import { CopyButton } from '@/components/CopyButton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './RichText.module.css';

/** Tells whether an address may be opened at all: the web, and nothing that runs here. */
export function isWebAddress(address: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/** The whole address, and the choice to copy or to open it. */
export function LinkDetails({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <div className="quiet">{t('link.warning')}</div>
      <bdi className={styles.address}>{address}</bdi>
      <div className={styles.actions}>
        <CopyButton text={address} label={t('link.copy')}>
          {t('link.copy')}
        </CopyButton>
        {isWebAddress(address) ? (
          <a href={address} target="_blank" rel="noreferrer noopener">
            {t('link.open')}
          </a>
        ) : (
          <span className="quiet">{t('link.notWeb')}</span>
        )}
      </div>
    </div>
  );
}

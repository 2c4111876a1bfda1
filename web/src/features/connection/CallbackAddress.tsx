import { Link } from '@tanstack/react-router';
import { CopyButton } from '@/components/CopyButton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';

/** The address that WeCom is told, or where to set it. */
export function CallbackAddress({ url }: { url: string | null }) {
  const { t } = useTranslation();
  if (!url) {
    return (
      <p>
        <Link to="/admin/connection" search={{ step: 'network' }}>
          {t('connection.callbackNeedsAddress')}
        </Link>
      </p>
    );
  }
  return (
    <p className={styles.line}>
      <span className="quiet">{t('connection.callbackUrl')}</span>
      <code>{url}</code>
      <CopyButton text={url} label={t('connection.copyAddress')} />
    </p>
  );
}

import QRCode from 'antd/es/qr-code';
import { CopyButton } from '@/components/CopyButton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import type { Notice } from './queries';

/** Where customers meet a notice: a page for everybody, a poster, a line below signatures. */
export function PlacesPart({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const address = notice.public_url ?? `${globalThis.location.origin}/terms/${notice.summary.id}`;
  const text = notice.versions.find(({ published_at }) => published_at !== null)?.text;
  const line = `${text?.title_zh ?? ''} ${address}`.trim();
  return (
    <div className={styles.parts}>
      <section className={styles.card}>
        <h3 className={styles.textTitle}>{t('notices.places.page')}</h3>
        <p>
          <a href={address} target="_blank" rel="noreferrer">
            {address}
          </a>
          <CopyButton text={address} label={t('notices.places.copyAddress')} />
        </p>
      </section>
      <section className={styles.card}>
        <h3 className={styles.textTitle}>{t('notices.places.poster')}</h3>
        <p className="quiet">{t('notices.places.posterWhat')}</p>
        <div className={styles.poster} role="img" aria-label={t('notices.places.qr', { address })}>
          <QRCode value={address} type="svg" size={200} color="#000000" bgColor="#ffffff" bordered={false} />
        </div>
      </section>
      <section className={styles.card}>
        <h3 className={styles.textTitle}>{t('notices.places.line')}</h3>
        <p className={styles.text}>{line}</p>
        <CopyButton text={line} label={t('notices.places.copyLine')}>
          {t('notices.places.copyLine')}
        </CopyButton>
      </section>
      {notice.summary.kind === 'first_contact' && <p className="quiet">{t('notices.places.firstContact')}</p>}
    </div>
  );
}

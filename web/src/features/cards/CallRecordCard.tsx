import CustomerServiceOutlined from '@ant-design/icons/es/icons/CustomerServiceOutlined';
import { usePartyName } from '@/features/chat/PartyNames';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Card.module.css';
import { MediaFrame } from './MediaFrame';
import { Period } from './Period';
import type { CardProps } from './registry';

/** A recorded call, and what was shown in it. */
export function CallRecordCard({ content }: CardProps<'meeting_voice_call'>) {
  const { t } = useTranslation();
  const partyName = usePartyName();
  const { media, documents, screens } = content;
  return (
    <MediaFrame kind="meeting_voice_call" icon={<CustomerServiceOutlined />} media={media}>
      {content.ended_at !== null && (
        <div className={styles.text}>
          {t('card.endedAt')} <Period from={content.ended_at} to={null} />
        </div>
      )}
      <ul className={styles.list}>
        {documents.map((share) => (
          <li key={`document ${share.name} ${share.started_at}`}>
            {t('card.showedDocument', { name: partyName(share.member) })} <RichText text={share.name} />
            <div className={styles.text}>
              <Period from={share.started_at} to={share.ended_at} />
            </div>
          </li>
        ))}
        {screens.map((share) => (
          <li key={`screen ${share.member} ${share.started_at}`}>
            {t('card.showedScreen', { name: partyName(share.member) })}
            <div className={styles.text}>
              <Period from={share.started_at} to={share.ended_at} />
            </div>
          </li>
        ))}
      </ul>
    </MediaFrame>
  );
}

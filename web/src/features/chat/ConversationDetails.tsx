import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useMay } from '@/features/session/queries';
import styles from './Details.module.css';
import { Fact } from './Fact';

/** A conversation's facts and who takes part. */
export function ConversationDetails({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t('details.messages')}>
          <Count value={conversation.message_count} />
        </Fact>
        <Fact name={t('details.first')}>
          <Moment at={conversation.first_at} />
        </Fact>
        <Fact name={t('details.last')}>
          <Moment at={conversation.last_at} />
        </Fact>
        <Fact name={t('details.id')}>
          <CopyButton text={conversation.id} label={t('details.copyId')}>
            {t('details.copyId')}
          </CopyButton>
        </Fact>
      </dl>
      {may('search') && (
        <p className={styles.section}>
          <Link to="/search" search={{ conversation: conversation.id }}>
            {t('details.searchHere')}
          </Link>
        </p>
      )}
      <h3 className={styles.section}>
        {t('details.people')} <Count value={conversation.party_count} />
      </h3>
      <ul>
        {conversation.parties.map((party) => (
          <li key={party.id} className={styles.person}>
            <PartyAvatar kind={party.kind} name={nameOf(party)} size="small" />
            <span className={`${styles.personName} one-line`} title={party.id}>
              {nameOf(party)}
            </span>
            <RoleTag party={party} />
          </li>
        ))}
      </ul>
    </>
  );
}

import { Link, useSearch } from '@tanstack/react-router';
import { memo } from 'react';
import type { Party } from '@/api/types';
import { Count } from '@/components/Count';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useTranslation } from '@/i18n/use-translation';
import styles from './ReadingRoom.module.css';

/** One person: name, department or company, how many conversations. */
export const PersonRow = memo(function PersonRow({ person }: { person: Party }) {
  const { t } = useTranslation();
  const { who, find, party } = useSearch({ from: '/shell/conversations' });
  return (
    <Link
      to="/conversations"
      search={{ who, find, party: person.id }}
      className={styles.row}
      data-row
      data-on={party === person.id}
    >
      <PartyAvatar kind={person.kind} name={nameOf(person)} />
      <span className={styles.rowText}>
        <span className={styles.rowLine}>
          <span className={`${styles.rowName} one-line`}>{nameOf(person)}</span>
          {person.left && <RoleTag party={person} />}
          <span className="quiet numbers" title={t('reading.conversationsOf')}>
            <Count value={person.conversations} />
          </span>
        </span>
        <span className={`${styles.rowNote} one-line`} style={{ display: 'block' }}>
          {person.detail || (person.name ? person.id : t('reading.noName'))}
        </span>
      </span>
    </Link>
  );
});

import type { PartyRef } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { roleKey } from './party-words';
import styles from './RoleTag.module.css';

/** What somebody is: customer, colleague, robot, left. */
export function RoleTag({ party }: { party: Pick<PartyRef, 'kind' | 'left'> }) {
  const { t } = useTranslation();
  return (
    <span className={styles.tag} data-kind={party.kind}>
      {t(roleKey(party))}
    </span>
  );
}

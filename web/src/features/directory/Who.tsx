import { PartyAvatar } from '@/components/PartyAvatar';
import styles from './Who.module.css';

interface Props {
  kind: 'member' | 'external_contact' | 'room';
  id: string;
  name: string | null;
  onOpen: () => void;
}

/** Whoever stands in a row: name and id, which open the details. */
export function Who({ kind, id, name, onOpen }: Props) {
  return (
    <button type="button" className={styles.who} data-row onClick={onOpen}>
      <PartyAvatar kind={kind} name={name ?? id} />
      <span className={styles.whoText}>
        <span className={`${styles.whoName} one-line`}>{name ?? id}</span>
        <span className={`${styles.whoId} mono`}>{id}</span>
      </span>
    </button>
  );
}

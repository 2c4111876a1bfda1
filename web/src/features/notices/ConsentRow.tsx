import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import peopleStyles from './People.module.css';
import type { CustomerConsent } from './queries';

interface Props {
  consent: CustomerConsent;
  onOpen: () => void;
}

/** What one customer said last to one member, or in one room. */
export function ConsentRow({ consent, onOpen }: Props) {
  const { t } = useTranslation();
  const { customer, owner, owner_name, side, state, at, source } = consent;
  return (
    <li data-testid="consent">
      <button type="button" className={peopleStyles.rowButton} data-row onClick={onOpen}>
        <PartyAvatar kind="external_contact" name={customer.name ?? customer.id} />
        <span className={peopleStyles.personMain}>
          <span className="one-line">{customer.name ?? customer.id}</span>
          <span className="quiet">
            {t(`notices.side.${side}`)} {owner_name ?? owner} · <Moment at={at} /> ·{' '}
            {t(`notices.source.${source}`)}
          </span>
        </span>
        <span className={styles.tag} data-state={state}>
          {t(`notices.customerState.${state}`)}
        </span>
      </button>
    </li>
  );
}

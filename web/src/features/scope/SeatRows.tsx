import { Link } from '@tanstack/react-router';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import type { ReconcileItem } from './queries';
import styles from './SeatRows.module.css';

/** Those who are not archived as they should be, each with why and what helps. */
export function SeatRows({ items }: { items: ReconcileItem[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('scope.seats.member')}</th>
            <th scope="col">{t('scope.seats.department')}</th>
            <th scope="col">{t('scope.seats.reason')}</th>
            <th scope="col">{t('scope.seats.last')}</th>
            <th scope="col">{t('scope.seats.remedy')}</th>
          </tr>
        </thead>
        <tbody data-rows>
          {items.map((item) => (
            <SeatRow key={item.member.id} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SeatRow({ item }: { item: ReconcileItem }) {
  const { t } = useTranslation();
  const { member, department, reason, last_at: lastAt } = item;
  return (
    <tr data-row tabIndex={-1} data-testid="seat-row">
      <td>
        <span className={styles.person}>
          <PartyAvatar kind="member" name={nameOf(member)} size="small" />
          <Link to="/admin/scope" search={{ tab: 'member', member: member.id }} data-enter>
            {nameOf(member)}
          </Link>
          <CopyButton text={member.id} label={t('scope.seats.copy', { id: member.id })} />
        </span>
      </td>
      <td>{department}</td>
      <td>
        <span className={styles.tag}>{t(`scope.reason.${reason}`)}</span>
      </td>
      <td className={styles.moment}>{lastAt ? <Moment at={lastAt} /> : <span className="quiet">—</span>}</td>
      <td>
        <Remedy reason={reason} />
      </td>
    </tr>
  );
}

/** What helps, with the way there where this operator may go it. */
function Remedy({ reason }: { reason: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const text = t(`scope.remedies.${reason}`);
  const isBuying = reason === 'over_seats' || reason === 'wrong_edition';
  return (
    <>
      {text}
      {isBuying && may('manage_service') && (
        <div>
          <Link to="/admin/service">{t('scope.remedy.buy')}</Link>
        </div>
      )}
      {reason === 'consent_pending' && may('manage_notices') && (
        <div>
          <Link to="/admin/notices">{t('scope.remedy.remind')}</Link>
        </div>
      )}
    </>
  );
}

import type { Conversation, PartyRef, SeatView } from '@/api/types';
import { Count } from '@/components/Count';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Details.module.css';
import { useSeats } from './queries';

/** The last time that each sat in the room. */
function lastSeats(seats: SeatView[]): Map<string, SeatView> {
  return new Map(seats.map((seat) => [seat.party.id, seat]));
}

/** Who takes part: since when, and until when where somebody left the room. */
export function People({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const seats = lastSeats(useSeats(conversation.id).data?.seats ?? []);
  const silent = [...seats.values()].map((seat) => seat.party);
  const wrote = new Set(conversation.parties.map((party) => party.id));
  const listed = [...conversation.parties, ...silent.filter((party) => !wrote.has(party.id))];
  return (
    <>
      <h3 className={styles.section}>
        {t('details.people')} <Count value={listed.length} />
      </h3>
      <ul>
        {listed.map((party) => (
          <Person key={party.id} party={party} seat={seats.get(party.id)} />
        ))}
      </ul>
    </>
  );
}

function Person({ party, seat }: { party: PartyRef; seat: SeatView | undefined }) {
  const { t } = useTranslation();
  const zone = useZone();
  const until = seat?.until ?? null;
  const from = seat?.from ?? null;
  const when =
    until !== null
      ? t('seats.until', { at: formatMoment(until, zone) })
      : from !== null && t('seats.since', { at: formatMoment(from, zone) });
  return (
    <li className={styles.person}>
      <PartyAvatar kind={party.kind} name={nameOf(party)} size="small" />
      <span className={styles.personText}>
        <span className={`${styles.personName} one-line`} title={party.id}>
          {nameOf(party)}
        </span>
        {when && <span className={`${styles.personSeat} numbers`}>{when}</span>}
      </span>
      <RoleTag party={party} />
    </li>
  );
}

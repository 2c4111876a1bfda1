import Button from 'antd/es/button';
import type { Conversation, PartyRef, SeatView } from '@/api/types';
import { Count } from '@/components/Count';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Details.module.css';
import { useStays } from './queries';

/** Who takes part: since when, and until when where somebody left the room. */
export function People({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useStays(conversation.id);
  const stays = data?.pages.flatMap((page) => page.items) ?? [];
  const seats = new Map(stays.map((stay) => [stay.party.id, stay]));
  const wrote = new Set(conversation.parties.map((party) => party.id));
  const silent = stays.map((stay) => stay.party).filter((party) => !wrote.has(party.id));
  const listed = [...conversation.parties, ...silent];
  return (
    <>
      <h3 className={styles.section}>
        {t('details.people')} <Count value={Math.max(listed.length, data?.pages[0]?.total ?? 0)} />
      </h3>
      <ul>
        {listed.map((party) => (
          <Person key={party.id} party={party} seat={seats.get(party.id)} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('directory.more')}
        </Button>
      )}
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

import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { ProblemState } from '@/components/ProblemState';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { Details } from './Details';
import styles from './Directory.module.css';
import { Facts, Section, When } from './Facts';
import { Copied } from './MemberDrawer';
import { type Room, useRoom, useRoomSeats } from './queries';

interface Props {
  id: string;
  onClose: () => void;
}

/** Everything about a room, the list still beside it. */
export function RoomDrawer({ id, onClose }: Props) {
  const query = useRoom(id);
  return (
    <Details query={query} title={query.data?.name ?? id} onClose={onClose}>
      {(data) => <RoomDetails room={data} />}
    </Details>
  );
}

function RoomDetails({ room }: { room: Room }) {
  const { t } = useTranslation();
  const may = useMay();
  const { first_at: first, last_at: last } = room;
  return (
    <div className={styles.details}>
      <Facts
        facts={[
          [t('directory.id'), <Copied key="id" id={room.id} />],
          [t('directory.side'), t(`directory.roomSide.${room.external ? 'external' : 'internal'}`)],
          [t('directory.owner'), room.owner && nameOf(room.owner)],
          [
            t('directory.messages'),
            first !== null && last !== null ? (
              <>
                <Count value={room.messages} /> · <Moment at={first} /> – <Moment at={last} />
              </>
            ) : (
              t('directory.noMessages')
            ),
          ],
        ]}
      />
      {room.conversation && may('view_conversation') && (
        <p>
          <Link to="/conversations/$id" params={{ id: room.conversation }} search={{ who: 'rooms' }}>
            {t('directory.conversation')}
          </Link>
        </p>
      )}
      <Seats id={room.id} />
    </div>
  );
}

/** Who sits in a room, then who left it. */
function Seats({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useRoomSeats(id);
  const seats = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('directory.seated')}>
      {isPending && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data && seats.length === 0 && <p className="quiet">{t('directory.seatsUnknown')}</p>}
      <ul className={styles.list}>
        {seats.map(({ party, from, until }) => (
          <li key={party.id} className={styles.line}>
            <PartyAvatar kind={party.kind} name={nameOf(party)} size="small" />
            <span title={party.id}>{nameOf(party)}</span>
            <RoleTag party={party} />
            <When from={from ?? null} until={until ?? null} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div>
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('directory.more')}
          </Button>
        </div>
      )}
    </Section>
  );
}

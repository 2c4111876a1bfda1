import Select from 'antd/es/select';
import { lazy, Suspense } from 'react';
import { Count } from '@/components/Count';
import { nameOf } from '@/components/party-words';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import { Filters } from './Filters';
import { Listed } from './Listed';
import { OfParty } from './OfParty';
import { SIDES } from './params';
import { type Room, useRooms } from './queries';
import { useDirectory } from './use-directory';
import { Who } from './Who';
import { Written, WrittenHeads } from './Written';

const RoomDrawer = lazy(() => import('./RoomDrawer').then((module) => ({ default: module.RoomDrawer })));

const CLEARED = { q: undefined, side: undefined, of: undefined };

/** Rooms: how much is said in them, who owns them, how many sit there. */
export function RoomsPart() {
  const { t } = useTranslation();
  const { params, change } = useDirectory();
  const { q, side, of, open } = params;
  const rooms = useRooms(params);
  const isFiltered = [q, side, of].some((filter) => filter !== undefined);
  const clear = () => change(CLEARED);
  return (
    <div className={styles.parts}>
      <Filters placeholder="directory.searchRooms" isFiltered={isFiltered} onClear={clear}>
        <Select<string>
          className={styles.select}
          aria-label={t('directory.side')}
          value={side ?? 'all'}
          onChange={(value) => change({ side: SIDES.find((one) => one === value) })}
          options={[
            { value: 'all', label: t('directory.allRooms') },
            ...SIDES.map((value) => ({ value, label: t(`directory.roomSide.${value}`) })),
          ]}
        />
        {of !== undefined && <OfParty id={of} words="directory.withOne" />}
      </Filters>
      <Listed query={rooms} counted="directory.roomCount" isFiltered={isFiltered} onClear={clear}>
        <RoomTable
          rooms={rooms.data?.pages.flatMap((page) => page.items) ?? []}
          chosen={open}
          onChoose={(id) => change({ open: id })}
        />
      </Listed>
      {open !== undefined && (
        <Suspense fallback={null}>
          <RoomDrawer id={open} onClose={() => change({ open: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

interface TableProps {
  rooms: Room[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

function RoomTable({ rooms, chosen, onChoose }: TableProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('directory.name')}</th>
            <th scope="col">{t('directory.side')}</th>
            <th scope="col">{t('directory.owner')}</th>
            <th scope="col" className={styles.number}>
              {t('directory.seats')}
            </th>
            <WrittenHeads />
          </tr>
        </thead>
        <tbody data-rows>
          {rooms.map((room) => (
            <tr key={room.id} data-on={room.id === chosen} data-testid="room">
              <td>
                <Who
                  kind="room"
                  id={room.id}
                  name={room.name ?? t('directory.unnamed')}
                  onOpen={() => onChoose(room.id)}
                />
              </td>
              <td>
                <span className={styles.tag}>
                  {t(`directory.roomSide.${room.external ? 'external' : 'internal'}`)}
                </span>
              </td>
              <td>{room.owner ? nameOf(room.owner) : '—'}</td>
              <td
                className={`${styles.number} numbers`}
                data-label={t('directory.seats')}
                title={t('directory.seatsWhy')}
              >
                <Count value={room.seats} /> / <Count value={room.seats_ever} />
              </td>
              <Written of={room} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

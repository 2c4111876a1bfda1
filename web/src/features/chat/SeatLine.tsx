import { nameOf } from '@/components/party-words';
import { useZone } from '@/features/session/queries';
import { formatClock } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './MessageRow.module.css';
import type { SeatChange } from './seats';

/** How many are named; of more their number is told. */
const NAMED = 3;

/** Who came into a room, or left it. */
export function SeatLine({ change }: { change: SeatChange }) {
  const { t } = useTranslation();
  const zone = useZone();
  const names = change.parties.slice(0, NAMED).map(nameOf).join(t('seats.comma'));
  const isMany = change.parties.length > NAMED;
  const words = change.joined
    ? isMany
      ? 'seats.joinedMany'
      : 'seats.joined'
    : isMany
      ? 'seats.leftMany'
      : 'seats.left';
  return (
    <div className={styles.system} title={change.parties.map(nameOf).join(t('seats.comma'))}>
      <span>
        {t(words, { names, number: change.parties.length })}{' '}
        <span className="numbers">{formatClock(change.at, zone)}</span>
      </span>
    </div>
  );
}

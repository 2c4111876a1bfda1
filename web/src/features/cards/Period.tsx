import { Moment } from '@/components/Moment';
import { useZone } from '@/features/session/queries';
import { dayOf, formatClock } from '@/format/time';

/** The same as a fact; nothing where neither is known. */
export function periodOf(from: number | null, to: number | null) {
  return from === null && to === null ? null : <Period from={from} to={to} />;
}

/** From when until when, as far as either is known; a day is said once. */
export function Period({ from, to }: { from: number | null; to: number | null }) {
  const zone = useZone();
  if (from === null && to === null) return null;
  const sameDay = from !== null && to !== null && dayOf(from, zone) === dayOf(to, zone);
  return (
    <>
      {from !== null && <Moment at={from} />}
      {to !== null && (
        <>
          {' – '}
          {sameDay ? <span className="numbers">{formatClock(to, zone)}</span> : <Moment at={to} />}
        </>
      )}
    </>
  );
}

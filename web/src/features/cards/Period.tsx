import { Moment } from '@/components/Moment';

/** The same as a fact; nothing where neither is known. */
export function periodOf(from: number | null, to: number | null) {
  return from === null && to === null ? null : <Period from={from} to={to} />;
}

/** From when until when, as far as either is known. */
export function Period({ from, to }: { from: number | null; to: number | null }) {
  if (from === null && to === null) return null;
  return (
    <>
      {from !== null && <Moment at={from} />}
      {to !== null && (
        <>
          {' – '}
          <Moment at={to} />
        </>
      )}
    </>
  );
}

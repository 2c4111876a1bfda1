import { useZone } from '@/features/session/queries';
import { dayOf } from '@/format/time';

/** The civil day of a moment, where the corp is. */
export function Day({ at }: { at: number }) {
  const zone = useZone();
  return <time dateTime={new Date(at).toISOString()}>{dayOf(at, zone)}</time>;
}

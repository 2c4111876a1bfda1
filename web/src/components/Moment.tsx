import { useZone } from '@/features/session/queries';
import { formatAgo, formatMoment, formatUtc } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';

interface Props {
  at: number;
  /** Adds how long ago it was. */
  ago?: number;
}

/** A moment in the corp's zone; UTC in its tooltip. */
export function Moment({ at, ago }: Props) {
  const { i18n } = useTranslation();
  const zone = useZone();
  const relative = ago === undefined ? null : formatAgo(at, ago, i18n.language);
  return (
    <time className="numbers" dateTime={new Date(at).toISOString()} title={formatUtc(at)}>
      {formatMoment(at, zone)}
      {relative && <span className="quiet"> · {relative}</span>}
    </time>
  );
}

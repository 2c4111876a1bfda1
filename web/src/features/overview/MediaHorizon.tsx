import type { Overview } from '@/api/types';
import { formatSpan } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';

/** How long until WeCom forgets the first file that waits, and the mark that was passed. */
export function MediaHorizon({ horizon }: { horizon: Overview['loss_horizon'] }) {
  const { t } = useTranslation();
  const { media_seconds: seconds, media_alarm_hours: mark } = horizon;
  if (seconds === null) return null;
  return (
    <li>
      {t('overview.mediaLeft', { span: formatSpan(seconds * 1000, t) })}
      {mark !== null && <b> {t('overview.mediaAlarm', { hours: mark })}</b>}
    </li>
  );
}

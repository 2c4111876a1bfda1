import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import type { Newest } from './use-newest';

/** What the ends of the list need to know. */
export interface EdgeContext {
  hasOlder: boolean;
  hasNewer: boolean;
  olderFailed: boolean;
  newerFailed: boolean;
  firstAt: number;
  retryOlder: () => void;
  retryNewer: () => void;
  newest: Newest;
}

interface Props {
  context: EdgeContext;
}

/** Above the first row: more is coming, or this is where it all began. */
export function OlderEdge({ context }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  if (context.olderFailed) return <Failed onRetry={context.retryOlder} />;
  return (
    <div className={`${styles.edge} numbers`}>
      {context.hasOlder ? t('chat.loading') : t('chat.begins', { at: formatMoment(context.firstAt, zone) })}
    </div>
  );
}

/** Below the last row: more is coming, or this was all at a moment, and one may look again. */
export function NewerEdge({ context }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  if (context.newerFailed) return <Failed onRetry={context.retryNewer} />;
  if (context.hasNewer) return <div className={styles.edge}>{t('chat.loading')}</div>;
  const { newest } = context;
  return (
    <div className={`${styles.edge} numbers`}>
      {t('chat.upTo', { at: formatMoment(newest.checkedAt, zone) })}
      <button type="button" onClick={newest.check} disabled={newest.isPending}>
        {t('chat.checkNewer')}
      </button>
    </div>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.edge} role="alert">
      {t('chat.failed')}
      <button type="button" onClick={onRetry}>
        {t('action.retry')}
      </button>
    </div>
  );
}

import Drawer from 'antd/es/drawer';
import { Moment } from '@/components/Moment';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import peopleStyles from './People.module.css';
import { type CustomerConsent, useConsentHistory } from './queries';

interface Props {
  consent: CustomerConsent;
  onClose: () => void;
}

/** Everything that a customer said, the newest first. */
export function ConsentHistory({ consent, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useConsentHistory(consent);
  const entries = data ? [...data].reverse() : [];
  return (
    <Drawer
      open
      size={420}
      title={`${consent.customer.name ?? consent.customer.id} · ${consent.owner_name ?? consent.owner}`}
      onClose={onClose}
    >
      {!data && !error && <RowSkeleton rows={3} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      <ol className={peopleStyles.history}>
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.state}`}>
            <span className={styles.tag} data-state={entry.state}>
              {t(`notices.customerState.${entry.state}`)}
            </span>
            <div>
              <Moment at={entry.at} />
              <div className="quiet">
                {t(`notices.source.${entry.source}`)} · {t('notices.learnt')} <Moment at={entry.learnt_at} />
              </div>
            </div>
          </li>
        ))}
      </ol>
    </Drawer>
  );
}

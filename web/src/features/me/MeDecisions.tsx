import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import type { Me } from './queries';

/** What the member decided, the newest first. */
export function MeDecisions({ decisions }: { decisions: Me['decisions'] }) {
  const { t } = useTranslation();
  return (
    <section className={styles.section}>
      <h2>{t('me.decisions')}</h2>
      {decisions.length === 0 && <p className="quiet">{t('me.noDecisions')}</p>}
      <ol className={styles.decisions}>
        {decisions.map((decision) => (
          <li key={`${decision.at} ${decision.what} ${decision.notice}`}>
            <strong>{t(`notices.decision.${decision.what}`)}</strong> {decision.notice} V{decision.version}
            <div className="quiet">
              <Moment at={decision.at} /> · {t(`notices.how.${decision.how}`)}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

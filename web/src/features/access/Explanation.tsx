import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import type { AccessAnswer, AccessStanding } from './queries';
import { useScopeWords } from './scope-words';

/** Who sees a conversation, and what each right says. */
export function Explanation({ answer }: { answer: AccessAnswer }) {
  const { t, i18n } = useTranslation();
  const seeing = answer.operators.filter(({ reason }) => reason === 'granted').length;
  return (
    <section className={styles.stack} aria-label={t('access.tab.explain')}>
      <p>
        <strong>{answer.title ?? t(`access.scope.kinds.${answer.kind}`)}</strong>{' '}
        <span role="status">
          {t('access.explain.seeing', { count: seeing, n: formatCount(answer.messages, i18n.language) })}
        </span>{' '}
        <span className="quiet">
          <Moment at={answer.at} />
        </span>
      </p>
      <ul className={styles.rows}>
        {answer.operators.map((standing) => (
          <li key={standing.operator.id}>
            <Standing standing={standing} total={answer.messages} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Standing({ standing, total }: { standing: AccessStanding; total: number }) {
  const { t, i18n } = useTranslation();
  const words = useScopeWords();
  const count = (value: number) => formatCount(value, i18n.language);
  const isPart = standing.reason === 'granted' && standing.messages < total;
  return (
    <div className={styles.row} data-testid="standing">
      <PartyAvatar kind="member" name={standing.operator.display_name} />
      <span className={styles.who}>
        <span className={`${styles.name} one-line`}>{standing.operator.display_name}</span>
        <span className={styles.verdict} data-reason={standing.reason}>
          {t(`access.verdict.${standing.reason}`)}
        </span>
        {isPart && (
          <span className="quiet">
            {t('access.explain.part', { n: count(standing.messages), total: count(total) })}
          </span>
        )}
      </span>
      <span className={styles.rights}>
        {standing.findings.map(({ right, reason }) => (
          <span key={right.id}>
            {t(`operatorRole.${right.role}`)} · {words(right)}{' '}
            <span className="quiet">{t(`access.finding.${reason}`)}</span>
          </span>
        ))}
      </span>
    </div>
  );
}

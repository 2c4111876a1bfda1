import { Moment } from '@/components/Moment';
import { nameOf } from '@/components/party-words';
import { useTranslation } from '@/i18n/use-translation';
import type { ScopeMember, ScopeRule } from './queries';
import { RuleTimes } from './RuleCard';
import { useRuleWords } from './rule-words';
import styles from './Scope.module.css';

/** The answer in one word: what the rules and the member's consent came to. */
export function verdictOf(answer: ScopeMember): string {
  if (!answer.ruled) return 'unruled';
  if (!answer.listed) return 'unlisted';
  if (answer.internal || answer.external) return 'archived';
  if (answer.excluded_by.length > 0) return 'excluded';
  const isAsked = answer.coverage.internal !== null || answer.coverage.external !== null;
  return isAsked ? 'unconsented' : 'out';
}

/** Whether a member was archived at a moment, and by which rules. */
export function MemberAnswer({ answer }: { answer: ScopeMember }) {
  const { t } = useTranslation();
  const { member, at, coverage, since } = answer;
  const verdict = verdictOf(answer);
  const side = (name: 'internal' | 'external') => {
    const mode = coverage[name];
    return mode ? t(`scope.mode.${mode}`) : t('scope.member.not');
  };
  return (
    <section className={styles.card} aria-label={t('scope.member.answer')}>
      <p className={styles.headline} data-testid="verdict" data-verdict={verdict}>
        {t(`scope.verdict.${verdict}`, { name: nameOf(member) })}
      </p>
      <dl className={styles.figures}>
        <div>
          <dt>{t('scope.member.at')}</dt>
          <dd>
            <Moment at={at} />
          </dd>
        </div>
        {since !== null && (
          <div>
            <dt>{t('scope.member.since')}</dt>
            <dd>
              <Moment at={since} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t('scope.form.internal')}</dt>
          <dd>{side('internal')}</dd>
        </div>
        <div>
          <dt>{t('scope.form.external')}</dt>
          <dd>{side('external')}</dd>
        </div>
        <div>
          <dt>{t('scope.member.consent')}</dt>
          <dd>{t(`notices.consent.${answer.consent}`)}</dd>
        </div>
        {coverage.edition && (
          <div>
            <dt>{t('scope.form.edition')}</dt>
            <dd>{t(`service.editions.${coverage.edition}`)}</dd>
          </div>
        )}
      </dl>
      {coverage.contradicted && <p className={styles.odd}>{t('scope.member.contradicted')}</p>}
      <Rules title={t('scope.member.by')} rules={answer.rules} />
      <Rules title={t('scope.member.excludedBy')} rules={answer.excluded_by} />
    </section>
  );
}

function Rules({ title, rules }: { title: string; rules: ScopeRule[] }) {
  const { sentence } = useRuleWords();
  if (rules.length === 0) return null;
  return (
    <div className={styles.group}>
      <h3 className={styles.small}>{title}</h3>
      <ul className={styles.rules}>
        {rules.map((rule) => (
          <li key={rule.id} className={styles.rule}>
            <div className={styles.ruleMain}>
              <p>{sentence({ ...rule, people: rule.members })}</p>
              <RuleTimes rule={{ from: rule.from, until: rule.until ?? null }} saved={rule} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

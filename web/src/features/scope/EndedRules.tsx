import { useTranslation } from '@/i18n/use-translation';
import type { ScopeRule } from './queries';
import { RuleTimes } from './RuleCard';
import { useRuleWords } from './rule-words';
import styles from './Scope.module.css';

/** Rules that count no more, the last one first: what they decided stays decided. */
export function EndedRules({ rules }: { rules: ScopeRule[] }) {
  const { t } = useTranslation();
  const { sentence } = useRuleWords();
  const sorted = [...rules].sort((one, other) => (other.until ?? 0) - (one.until ?? 0));
  return (
    <ul className={styles.rules} aria-label={t('scope.ended')}>
      {sorted.map((rule) => (
        <li key={rule.id} className={styles.rule}>
          <div className={styles.ruleMain}>
            <p>{sentence({ ...rule, people: rule.members })}</p>
            <RuleTimes rule={{ from: rule.from, until: rule.until ?? null }} saved={rule} />
            {rule.note && <p className={styles.noted}>{rule.note}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}

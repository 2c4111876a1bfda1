import Button from 'antd/es/button';
import Tag from 'antd/es/tag';
import { Moment } from '@/components/Moment';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import type { DraftRule } from './draft';
import type { ScopeRule } from './queries';
import { useRuleWords } from './rule-words';
import styles from './Scope.module.css';

interface Props {
  rule: DraftRule;
  /** The saved rule that it is, or replaces. */
  saved: ScopeRule | undefined;
  /** What is odd about it, by its word. */
  warning: string | undefined;
  onEdit: () => void;
  onRemove: () => void;
}

const TONES: Record<ScopeRule['standing'], string> = {
  planned: 'processing',
  active: 'success',
  ending: 'warning',
  ended: 'default',
};

/** A rule as a sentence, with when it counts, who saved it, and what can be done with it. */
export function RuleCard({ rule, saved, warning, onEdit, onRemove }: Props) {
  const { t } = useTranslation();
  const { sentence } = useRuleWords();
  const text = sentence(rule);
  return (
    <li className={styles.rule} data-change={rule.change} data-testid="rule">
      <div className={styles.ruleMain}>
        <p className={styles.sentence}>
          {text}{' '}
          {rule.change === 'same' && saved && (
            <Tag color={TONES[saved.standing]}>{t(`scope.standing.${saved.standing}`)}</Tag>
          )}
          {rule.change !== 'same' && <Tag color="processing">{t(`scope.change.${rule.change}`)}</Tag>}
        </p>
        <RuleTimes rule={rule} saved={rule.change === 'same' ? saved : undefined} />
        {rule.note && <p className={styles.noted}>{rule.note}</p>}
        {warning && <p className={styles.odd}>{t(`scope.warning.${warning}`)}</p>}
      </div>
      <div className={styles.actions}>
        <Button size="small" aria-label={t('scope.editOf', { rule: text })} onClick={onEdit}>
          {t('scope.edit')}
        </Button>
        <Button size="small" danger aria-label={t('scope.endOf', { rule: text })} onClick={onRemove}>
          {t(rule.id === null ? 'scope.drop' : 'scope.end')}
        </Button>
      </div>
    </li>
  );
}

/** When a rule counts, how many it selects, and who saved it. */
export function RuleTimes({
  rule,
  saved,
}: {
  rule: Pick<DraftRule, 'from' | 'until'>;
  saved: ScopeRule | undefined;
}) {
  const { t, i18n } = useTranslation();
  const by = saved?.saved_by;
  return (
    <p className="quiet">
      {rule.from === null ? t('scope.fromNow') : <From at={rule.from} />}
      {rule.until !== null && (
        <>
          {' · '}
          {t('scope.until')} <Moment at={rule.until} />
        </>
      )}
      {saved && saved.standing !== 'ended' && (
        <>
          {' · '}
          {t('scope.selects', { count: saved.selects, n: formatCount(saved.selects, i18n.language) })}
        </>
      )}
      {saved && (
        <>
          {' · '}
          {t('scope.savedBy', { name: by ? by.display_name || by.name : t('scope.commandLine') })}{' '}
          <Moment at={saved.saved_at} />
        </>
      )}
    </p>
  );
}

function From({ at }: { at: number }) {
  const { t } = useTranslation();
  return (
    <>
      {t('scope.from')} <Moment at={at} />
    </>
  );
}

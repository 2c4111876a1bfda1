import Button from 'antd/es/button';
import Switch from 'antd/es/switch';
import { lazy, Suspense, useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { bodyOf, changesIn, type DraftRule, draftOf, endedBy, newRule, withRule } from './draft';
import { EndedRules } from './EndedRules';
import type { Scope } from './queries';
import { RuleCard } from './RuleCard';
import { useRuleWords } from './rule-words';
import styles from './Scope.module.css';
import { SeatNeeds } from './SeatNeeds';

const RuleDrawer = lazy(() => import('./RuleDrawer').then((module) => ({ default: module.RuleDrawer })));
const PreviewDialog = lazy(() =>
  import('./PreviewDialog').then((module) => ({ default: module.PreviewDialog })),
);

interface Props {
  scope: Scope;
  onReload: () => void;
}

/** The rules, and a draft of them that is looked at before it is saved. */
export function ScopeRules({ scope, onReload }: Props) {
  const { t, i18n } = useTranslation();
  const { sentence } = useRuleWords();
  const [rules, setRules] = useState(() => draftOf(scope));
  const [written, setWritten] = useState<DraftRule>();
  const [isPreviewed, setPreviewed] = useState(false);
  const [withEnded, setWithEnded] = useState(false);
  const changes = changesIn(scope, rules);
  const dropped = endedBy(scope, rules);
  const ended = scope.rules.filter(({ standing }) => standing === 'ended');
  const savedOf = (rule: DraftRule) => scope.rules.find(({ id }) => id === rule.id);
  const warningOf = (rule: DraftRule) =>
    rule.change === 'same' ? scope.warnings.find((one) => one.rule === rule.id)?.warning : undefined;
  const restore = (id: string) =>
    setRules([...rules, ...draftOf({ ...scope, rules: scope.rules.filter((rule) => rule.id === id) })]);
  return (
    <div className={styles.stack}>
      <section className={styles.card} aria-label={t('scope.summary')}>
        <p className={styles.headline}>
          {scope.ruled
            ? t('scope.inScope', {
                count: scope.archived,
                n: formatCount(scope.archived, i18n.language),
                listed: formatCount(scope.listed, i18n.language),
              })
            : t('scope.unruled')}
        </p>
        {scope.ruled ? <SeatNeeds seats={scope.seats} /> : <p className="quiet">{t('scope.unruledWhy')}</p>}
      </section>
      {rules.length === 0 && dropped.length === 0 && (
        <EmptyState
          compact
          title={t('scope.noRules')}
          why={t('scope.noRulesWhy')}
          action={<Button onClick={() => setWritten(newRule())}>{t('scope.add')}</Button>}
        />
      )}
      {(rules.length > 0 || dropped.length > 0) && (
        <section aria-label={t('scope.rules')}>
          <div className={styles.line}>
            <h2 className={styles.heading}>{t('scope.rules')}</h2>
            <Button onClick={() => setWritten(newRule())}>{t('scope.add')}</Button>
          </div>
          <ul className={styles.rules}>
            {rules.map((rule) => (
              <RuleCard
                key={rule.key}
                rule={rule}
                saved={savedOf(rule)}
                warning={warningOf(rule)}
                onEdit={() => setWritten(rule)}
                onRemove={() => setRules(rules.filter(({ key }) => key !== rule.key))}
              />
            ))}
            {dropped.map((rule) => (
              <li key={rule.id} className={styles.rule} data-change="ended">
                <p className={styles.struck}>{sentence({ ...rule, people: rule.members })}</p>
                <Button size="small" onClick={() => restore(rule.id)}>
                  {t('scope.restore')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {changes > 0 && (
        <div className={styles.bar} role="status">
          <span>{t('scope.unsaved', { count: changes })}</span>
          <div className={styles.actions}>
            <Button onClick={() => setRules(draftOf(scope))}>{t('scope.discard')}</Button>
            <Button type="primary" onClick={() => setPreviewed(true)}>
              {t('scope.preview.open')}
            </Button>
          </div>
        </div>
      )}
      {ended.length > 0 && (
        <section className={styles.stack}>
          <div className={styles.switch}>
            <Switch
              size="small"
              checked={withEnded}
              onChange={setWithEnded}
              aria-label={t('scope.showEnded', { count: ended.length })}
            />
            <span>{t('scope.showEnded', { count: ended.length })}</span>
          </div>
          {withEnded && <EndedRules rules={ended} />}
        </section>
      )}
      <Suspense>
        {written && (
          <RuleDrawer
            rule={written}
            onClose={() => setWritten(undefined)}
            onDone={(rule) => {
              setRules(withRule(rules, rule));
              setWritten(undefined);
            }}
          />
        )}
        {isPreviewed && (
          <PreviewDialog
            body={bodyOf(scope.version, rules)}
            onClose={() => setPreviewed(false)}
            onSaved={() => setPreviewed(false)}
            onReload={onReload}
          />
        )}
      </Suspense>
    </div>
  );
}

import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Input from 'antd/es/input';
import { useState } from 'react';
import { useZone } from '@/features/session/queries';
import { addDays, dayOf, isDay, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import type { DraftRule } from './draft';
import { EffectFields } from './EffectFields';
import { useRuleWords } from './rule-words';
import styles from './Scope.module.css';
import { SelectorFields } from './SelectorFields';

interface Props {
  rule: DraftRule;
  onDone: (rule: DraftRule) => void;
  onClose: () => void;
}

/** Why a rule says nothing yet, by its word. */
export function lacking({ selector, effect, from, until }: DraftRule): string | null {
  if (selector.by === 'members' && selector.members.length === 0) return 'names_nobody';
  if (selector.by === 'department' && selector.department === 0) return 'names_nobody';
  if (selector.by === 'tag' && selector.tag === 0) return 'names_nobody';
  if (until !== null && from !== null && until <= from) return 'ends_before_it_begins';
  if (effect.does === 'exclude') return null;
  if (!effect.internal && !effect.external) return 'includes_nothing';
  return effect.external && effect.edition === 'office' ? 'edition_without_external' : null;
}

/** Writes a rule, and puts it into the draft: nothing is saved here. */
export function RuleDrawer({ rule: given, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const { sentence } = useRuleWords();
  const [rule, setRule] = useState(given);
  const lacks = lacking(rule);
  return (
    <Drawer
      open
      size={560}
      title={t(given.id === null ? 'scope.add' : 'scope.editTitle')}
      onClose={onClose}
      footer={
        <div className={styles.actions}>
          <Button type="primary" disabled={lacks !== null} onClick={() => onDone(rule)}>
            {t('scope.form.done')}
          </Button>
          <Button onClick={onClose}>{t('scope.form.cancel')}</Button>
        </div>
      }
    >
      <div className={styles.form}>
        <SelectorFields rule={rule} onChange={setRule} />
        <EffectFields rule={rule} onChange={setRule} />
        <RuleDates rule={rule} onChange={setRule} />
        <div className={styles.field}>
          <label htmlFor="rule-note">{t('scope.form.note')}</label>
          <Input.TextArea
            id="rule-note"
            rows={2}
            maxLength={500}
            value={rule.note}
            placeholder={t('scope.form.noteHint')}
            onChange={(event) => setRule({ ...rule, note: event.target.value })}
          />
        </div>
        {lacks === null ? (
          <p className={styles.sentence} data-testid="sentence">
            {sentence(rule)}
          </p>
        ) : (
          <Alert type="info" title={t(`scope.flaw.${lacks}`)} />
        )}
      </div>
    </Drawer>
  );
}

function RuleDates({ rule, onChange }: { rule: DraftRule; onChange: (rule: DraftRule) => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const isAhead = rule.from !== null && rule.from > Date.now();
  const from = isAhead && rule.from !== null ? dayOf(rule.from, zone) : '';
  // The last day is part of it: the rule counts no more from the day after.
  const until = rule.until === null ? '' : dayOf(rule.until - 1, zone);
  return (
    <div className={styles.dates}>
      {(isAhead || rule.from === null) && (
        <div className={styles.field}>
          <label htmlFor="rule-from">{t('scope.form.from')}</label>
          <Input
            id="rule-from"
            type="date"
            value={from}
            onChange={(event) =>
              onChange({
                ...rule,
                from: isDay(event.target.value) ? startOfDay(event.target.value, zone) : null,
              })
            }
          />
        </div>
      )}
      <div className={styles.field}>
        <label htmlFor="rule-until">{t('scope.form.until')}</label>
        <Input
          id="rule-until"
          type="date"
          value={until}
          onChange={(event) =>
            onChange({
              ...rule,
              until: isDay(event.target.value) ? startOfDay(addDays(event.target.value, 1), zone) : null,
            })
          }
        />
      </div>
    </div>
  );
}

import Checkbox from 'antd/es/checkbox';
import Radio from 'antd/es/radio';
import Select from 'antd/es/select';
import { useTranslation } from '@/i18n/use-translation';
import type { DraftRule } from './draft';
import { newRule } from './draft';
import type { Edition, Effect } from './queries';
import styles from './Scope.module.css';

const EDITIONS: Edition[] = ['office', 'service', 'enterprise'];

interface Props {
  rule: DraftRule;
  onChange: (rule: DraftRule) => void;
}

/** What a rule does with those it is about. */
export function EffectFields({ rule, onChange }: Props) {
  const { t } = useTranslation();
  const { effect } = rule;
  const put = (next: Effect) => onChange({ ...rule, effect: next });
  const does = (value: Effect['does']) =>
    put(value === 'exclude' ? { does: 'exclude' } : newRule().effect);
  return (
    <>
      <fieldset className={styles.fieldset}>
        <legend>{t('scope.form.does')}</legend>
        <Radio.Group
          value={effect.does}
          onChange={(event) => does(event.target.value)}
          options={(['include', 'exclude'] as const).map((value) => ({
            value,
            label: t(`scope.form.${value}`),
          }))}
        />
      </fieldset>
      {effect.does === 'include' && <Including effect={effect} onChange={put} />}
    </>
  );
}

type Include = Extract<Effect, { does: 'include' }>;

function Including({ effect, onChange }: { effect: Include; onChange: (effect: Include) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <fieldset className={styles.fieldset}>
        <legend>{t('scope.form.mode')}</legend>
        <Radio.Group
          vertical
          value={effect.mode}
          onChange={(event) => onChange({ ...effect, mode: event.target.value, beats_consent: false })}
          options={(['consent', 'forced'] as const).map((value) => ({
            value,
            label: t(`scope.form.modes.${value}`),
          }))}
        />
        {effect.mode === 'forced' && (
          <Checkbox
            checked={effect.beats_consent}
            onChange={(event) => onChange({ ...effect, beats_consent: event.target.checked })}
          >
            {t('scope.form.beats')}
          </Checkbox>
        )}
      </fieldset>
      <fieldset className={styles.fieldset}>
        <legend>{t('scope.form.which')}</legend>
        {(['internal', 'external'] as const).map((side) => (
          <Checkbox
            key={side}
            checked={effect[side]}
            onChange={(event) => onChange({ ...effect, [side]: event.target.checked })}
          >
            {t(`scope.form.${side}`)}
          </Checkbox>
        ))}
      </fieldset>
      <div className={styles.field}>
        <label htmlFor="rule-edition">{t('scope.form.edition')}</label>
        <Select<Edition>
          id="rule-edition"
          className={styles.wide ?? ''}
          value={effect.edition}
          onChange={(edition) => onChange({ ...effect, edition })}
          options={EDITIONS.map((value) => ({ value, label: t(`scope.form.editions.${value}`) }))}
        />
      </div>
    </>
  );
}

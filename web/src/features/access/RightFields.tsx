import Input from 'antd/es/input';
import Radio from 'antd/es/radio';
import Select from 'antd/es/select';
import { useZone } from '@/features/session/queries';
import { addDays, dayOf, isDay, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { type DraftRight, ROLES, readsContent } from './draft';
import type { Role } from './queries';
import { ScopeFields } from './ScopeFields';

interface Props {
  right: DraftRight;
  onChange: (right: DraftRight) => void;
}

/** Which role, over what, from when until when, and why. */
export function RightFields({ right, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.field}>
        <span>{t('access.role')}</span>
        <Select<Role>
          aria-label={t('access.role')}
          value={right.role}
          options={ROLES.map((value) => ({ value, label: t(`operatorRole.${value}`) }))}
          onChange={(role) => onChange({ ...right, role })}
        />
        <span className="quiet">{t(`access.roleDoes.${right.role}`)}</span>
      </div>
      {readsContent(right.role) && (
        <fieldset className={styles.fieldset}>
          <legend>{t('access.scope.title')}</legend>
          <Radio.Group
            value={right.isPart}
            onChange={(event) => onChange({ ...right, isPart: event.target.value === true })}
            options={[
              { value: true, label: t('access.scope.part') },
              { value: false, label: t('access.scope.whole') },
            ]}
          />
          {right.isPart && <ScopeFields right={right} onChange={onChange} />}
        </fieldset>
      )}
      <div className={styles.pair}>
        <Day
          id="right-from"
          label={t('access.form.from')}
          at={right.from}
          onChange={(from) => onChange({ ...right, from })}
        />
        <Day
          id="right-until"
          label={t('access.form.until')}
          at={right.until}
          isLast
          onChange={(until) => onChange({ ...right, until })}
        />
      </div>
      <div className={styles.field}>
        <label htmlFor="right-reason">{t('access.reason')}</label>
        <Input.TextArea
          id="right-reason"
          rows={2}
          maxLength={500}
          value={right.reason}
          placeholder={t('access.form.reasonHint')}
          onChange={(event) => onChange({ ...right, reason: event.target.value })}
        />
      </div>
    </>
  );
}

interface DayProps {
  id: string;
  label: string;
  at: number | null;
  /** Whether the day is the last that belongs to it. */
  isLast?: boolean;
  onChange: (at: number | null) => void;
}

/** A day, as the moment at which it begins, or at which the day after does. */
export function Day({ id, label, at, isLast = false, onChange }: DayProps) {
  const zone = useZone();
  const value = at === null ? '' : dayOf(isLast ? at - 1 : at, zone);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="date"
        value={value}
        onChange={({ target }) =>
          onChange(
            isDay(target.value) ? startOfDay(isLast ? addDays(target.value, 1) : target.value, zone) : null,
          )
        }
      />
    </div>
  );
}

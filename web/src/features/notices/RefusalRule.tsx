import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { type RefusalRule as Rule, useRefusalRule, useSetRefusalRule } from './queries';

const CHOICES = {
  member: ['not_archived', 'archived_all_the_same'],
  customer: ['not_archived', 'no_service'],
  basis: ['consent', 'labour_management', 'statutory_duty'],
} as const;

/** What a refusal does, and what archiving rests on. */
export function RefusalRule() {
  const { data, error, isPending, refetch } = useRefusalRule();
  if (isPending) return <RowSkeleton rows={3} />;
  if (!data) return <ProblemState error={error} onRetry={() => void refetch()} />;
  return <RuleForm rule={data} />;
}

function RuleForm({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(rule);
  const set = useSetRefusalRule();
  const isSame = JSON.stringify(wanted) === JSON.stringify(rule);
  return (
    <div className={styles.form}>
      <p className="quiet">{t('notices.rule.what')}</p>
      {(['member', 'customer', 'basis'] as const).map((part) => (
        <fieldset key={part} className={styles.fieldset}>
          <legend>{t(`notices.rule.${part}`)}</legend>
          <Radio.Group
            vertical
            value={wanted[part]}
            onChange={(event) => setWanted({ ...wanted, [part]: event.target.value })}
            options={CHOICES[part].map((value) => ({
              value,
              label: t(`notices.ruleChoice.${part}.${value}`),
            }))}
          />
        </fieldset>
      ))}
      <div className={styles.field}>
        <label htmlFor="rule-note">{t('notices.rule.note')}</label>
        <Input.TextArea
          id="rule-note"
          value={wanted.note}
          maxLength={2000}
          rows={2}
          onChange={(event) => setWanted({ ...wanted, note: event.target.value })}
        />
      </div>
      {set.isError && <ProblemNote error={set.error} />}
      <div className={styles.actions}>
        <Button type="primary" disabled={isSame} loading={set.isPending} onClick={() => set.mutate(wanted)}>
          {t('notices.rule.save')}
        </Button>
      </div>
    </div>
  );
}

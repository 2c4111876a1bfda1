import Checkbox from 'antd/es/checkbox';
import Radio from 'antd/es/radio';
import Select from 'antd/es/select';
import TreeSelect from 'antd/es/tree-select';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { departmentTree } from './department-tree';
import type { DraftRule } from './draft';
import { MemberPicker } from './MemberPicker';
import { type Selector, useChoices } from './queries';
import styles from './Scope.module.css';

const WAYS = ['everybody', 'department', 'members', 'tag'] as const;

interface Props {
  rule: DraftRule;
  onChange: (rule: DraftRule) => void;
}

/** Whom a rule is about. */
export function SelectorFields({ rule, onChange }: Props) {
  const { t } = useTranslation();
  const choices = useChoices();
  const { selector } = rule;
  const put = (next: Selector) => onChange({ ...rule, selector: next });
  const begin: Record<Selector['by'], Selector> = {
    everybody: { by: 'everybody' },
    members: { by: 'members', members: rule.people.map(({ id }) => id) },
    department: { by: 'department', department: 0, children: true },
    tag: { by: 'tag', tag: 0 },
  };
  const gone = (name: string, isGone: boolean) => (isGone ? t('scope.pick.gone', { name }) : name);
  return (
    <fieldset className={styles.fieldset}>
      <legend>{t('scope.pick.who')}</legend>
      <Radio.Group
        value={selector.by}
        onChange={(event) => put(begin[event.target.value as Selector['by']])}
        options={WAYS.map((value) => ({ value, label: t(`scope.pick.by.${value}`) }))}
      />
      {choices.error && <ProblemNote error={choices.error} />}
      {selector.by === 'members' && (
        <MemberPicker
          several
          label={t('scope.pick.members')}
          value={rule.people}
          onChange={(people) =>
            onChange({ ...rule, people, selector: { by: 'members', members: people.map(({ id }) => id) } })
          }
        />
      )}
      {selector.by === 'department' && (
        <>
          <TreeSelect<number | null>
            className={styles.wide ?? ''}
            aria-label={t('scope.pick.department')}
            placeholder={t('scope.pick.department')}
            loading={choices.isPending}
            value={selector.department || null}
            treeData={departmentTree(choices.data?.departments ?? [], gone)}
            showSearch={{ treeNodeFilterProp: 'title' }}
            treeDefaultExpandedKeys={[1]}
            onChange={(department) => put({ ...selector, department: department ?? 0 })}
          />
          <Checkbox
            checked={selector.children}
            onChange={(event) => put({ ...selector, children: event.target.checked })}
          >
            {t('scope.pick.children')}
          </Checkbox>
        </>
      )}
      {selector.by === 'tag' && (
        <Select<number | null>
          className={styles.wide ?? ''}
          aria-label={t('scope.pick.tag')}
          placeholder={t('scope.pick.tag')}
          loading={choices.isPending}
          value={selector.tag || null}
          options={choices.data?.tags.map((tag) => ({ value: tag.id, label: gone(tag.name, tag.gone) })) ?? []}
          onChange={(tag) => put({ ...selector, tag: tag ?? 0 })}
        />
      )}
    </fieldset>
  );
}

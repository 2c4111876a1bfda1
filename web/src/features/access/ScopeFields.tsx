import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import TreeSelect from 'antd/es/tree-select';
import { ProblemNote } from '@/components/ProblemNote';
import { departmentTree } from '@/features/scope/department-tree';
import { MemberPicker } from '@/features/scope/MemberPicker';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import type { DraftRight } from './draft';
import { type DataScope, useContacts, useMembers, useScopeChoices } from './queries';
import { Day } from './RightFields';
import { RoomPicker } from './RoomPicker';

interface Props {
  right: DraftRight;
  onChange: (right: DraftRight) => void;
}

/** Which part of the archive: whoever and whichever room is named, of which sort, sent when. */
export function ScopeFields({ right, onChange }: Props) {
  const { t } = useTranslation();
  const choices = useScopeChoices();
  const { scope } = right;
  const children = scope.departments.every((one) => one.children);
  const put = (changed: Partial<DataScope>, rest: Partial<DraftRight> = {}) =>
    onChange({ ...right, ...rest, scope: { ...scope, ...changed } });
  const gone = (name: string, isGone: boolean) => (isGone ? t('scope.pick.gone', { name }) : name);
  const ids = (people: { id: string }[]) => people.map(({ id }) => id);
  return (
    <>
      {choices.error && <ProblemNote error={choices.error} />}
      <TreeSelect<number[]>
        multiple
        className={styles.wide ?? ''}
        aria-label={t('access.pick.departments')}
        placeholder={t('access.pick.departments')}
        loading={choices.isPending}
        value={scope.departments.map(({ department }) => department)}
        treeData={departmentTree(choices.data?.departments ?? [], gone)}
        showSearch={{ treeNodeFilterProp: 'title' }}
        treeDefaultExpandedKeys={[1]}
        onChange={(chosen) => put({ departments: chosen.map((department) => ({ department, children })) })}
      />
      <Checkbox
        checked={children}
        onChange={({ target }) =>
          put({ departments: scope.departments.map((one) => ({ ...one, children: target.checked })) })
        }
      >
        {t('scope.pick.children')}
      </Checkbox>
      <MemberPicker
        several
        label={t('access.pick.members')}
        useFound={useMembers}
        value={right.members}
        onChange={(members) => put({ members: ids(members) }, { members })}
      />
      <Select<number[]>
        mode="multiple"
        className={styles.wide ?? ''}
        aria-label={t('access.pick.tags')}
        placeholder={t('access.pick.tags')}
        value={scope.tags}
        options={choices.data?.tags.map((tag) => ({ value: tag.id, label: gone(tag.name, tag.gone) })) ?? []}
        onChange={(tags) => put({ tags })}
      />
      <MemberPicker
        several
        label={t('access.pick.contacts')}
        useFound={useContacts}
        value={right.contacts}
        onChange={(contacts) => put({ contacts: ids(contacts) }, { contacts })}
      />
      <RoomPicker value={right.rooms} onChange={(rooms) => put({ rooms: ids(rooms) }, { rooms })} />
      <div className={styles.pair}>
        <Select<'room' | 'direct' | ''>
          aria-label={t('access.pick.kind')}
          value={scope.kind ?? ''}
          options={[
            { value: '', label: t('access.scope.kinds.any') },
            { value: 'direct', label: t('access.scope.kinds.direct') },
            { value: 'room', label: t('access.scope.kinds.room') },
          ]}
          onChange={(kind) => put({ kind: kind || null })}
        />
        <Select<'internal' | 'external' | ''>
          aria-label={t('access.pick.side')}
          value={scope.side ?? ''}
          options={[
            { value: '', label: t('access.scope.sides.any') },
            { value: 'internal', label: t('access.scope.sides.internal') },
            { value: 'external', label: t('access.scope.sides.external') },
          ]}
          onChange={(side) => put({ side: side || null })}
        />
        <Day
          id="scope-from"
          label={t('access.pick.sentFrom')}
          at={scope.from}
          onChange={(from) => put({ from })}
        />
        <Day
          id="scope-until"
          label={t('access.pick.sentUntil')}
          at={scope.until}
          isLast
          onChange={(until) => put({ until })}
        />
      </div>
    </>
  );
}

import RightOutlined from '@ant-design/icons/es/icons/RightOutlined';
import { useState } from 'react';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { useDepartments } from './queries';
import styles from './Tree.module.css';
import { above, type Branch, branches } from './tree';

interface Props {
  chosen: number | undefined;
  onChoose: (id: number | undefined) => void;
}

/** The departments, opened where one is chosen; each says how many of its members are in scope. */
export function DepartmentTree({ chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useDepartments();
  const [toggled, setToggled] = useState<ReadonlyMap<number, boolean>>(new Map());
  if (isPending) return <RowSkeleton rows={6} />;
  if (!data) return <ProblemState compact error={error} onRetry={() => void refetch()} />;
  const tops = branches(data.departments);
  const leading = new Set([
    ...above(data.departments, chosen),
    ...tops.map(({ department }) => department.id),
  ]);
  const isOpen = (id: number) => toggled.get(id) ?? leading.has(id);
  const toggle = (id: number) => setToggled(new Map(toggled).set(id, !isOpen(id)));
  return (
    <nav aria-label={t('directory.departments')}>
      <ul className={styles.tree}>
        <li>
          <div className={styles.node} data-on={chosen === undefined}>
            <button
              type="button"
              className={styles.choose}
              aria-current={chosen === undefined}
              onClick={() => onChoose(undefined)}
            >
              {t('directory.everybody')}
            </button>
          </div>
        </li>
        {tops.map((branch) => (
          <Node
            key={branch.department.id}
            branch={branch}
            chosen={chosen}
            isOpen={isOpen}
            onToggle={toggle}
            onChoose={onChoose}
          />
        ))}
      </ul>
    </nav>
  );
}

interface NodeProps extends Props {
  branch: Branch;
  isOpen: (id: number) => boolean;
  onToggle: (id: number) => void;
}

function Node({ branch: { department, children }, chosen, isOpen, onToggle, onChoose }: NodeProps) {
  const { t, i18n } = useTranslation();
  const { id, name, gone_at: gone, figures } = department;
  const n = (value: number) => formatCount(value, i18n.language);
  const open = isOpen(id);
  const words = { name, scope: n(figures.in_scope), members: n(figures.members) };
  return (
    <li>
      <div className={styles.node} data-on={chosen === id} data-gone={gone !== null}>
        {children.length > 0 && (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-label={t(open ? 'directory.close' : 'directory.open', { name })}
            onClick={() => onToggle(id)}
          >
            <RightOutlined aria-hidden />
          </button>
        )}
        <button
          type="button"
          className={styles.choose}
          aria-current={chosen === id}
          title={t('directory.departmentWhy', words)}
          onClick={() => onChoose(id)}
        >
          <span className="one-line">{name || id}</span>
          {gone !== null && <span className={styles.gone}>{t('directory.gone')}</span>}
          <span className={`${styles.count} numbers`}>
            {t('directory.ofAll', { scope: words.scope, members: words.members })}
          </span>
        </button>
      </div>
      {open && children.length > 0 && (
        <ul className={styles.below}>
          {children.map((child) => (
            <Node
              key={child.department.id}
              branch={child}
              chosen={chosen}
              isOpen={isOpen}
              onToggle={onToggle}
              onChoose={onChoose}
            />
          ))}
        </ul>
      )}
    </li>
  );
}

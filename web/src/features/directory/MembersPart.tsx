import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import { DepartmentTree } from './DepartmentTree';
import styles from './Directory.module.css';
import { Filters } from './Filters';
import { Listed } from './Listed';
import { MemberTable } from './MemberTable';
import { STANDINGS } from './params';
import { useMembers, useTags } from './queries';
import { Unruled } from './Unruled';
import { useDirectory } from './use-directory';

const MemberDrawer = lazy(() =>
  import('./MemberDrawer').then((module) => ({ default: module.MemberDrawer })),
);

const CLEARED = { q: undefined, department: undefined, only: undefined, tag: undefined, standing: undefined };

/** Departments at the left, their members at the right. */
export function MembersPart() {
  const { t } = useTranslation();
  const { params, change } = useDirectory();
  const { q, department, only, tag, standing, open } = params;
  const [treeShown, setTreeShown] = useState(false);
  const tags = useTags().data?.tags ?? [];
  const members = useMembers(params);
  const isFiltered = [q, department, tag, standing].some((filter) => filter !== undefined);
  const clear = () => change(CLEARED);
  return (
    <div className={styles.columns}>
      <Button className={styles.fold} aria-expanded={treeShown} onClick={() => setTreeShown(!treeShown)}>
        {t('directory.departments')}
      </Button>
      <div className={styles.side} data-shown={treeShown}>
        <DepartmentTree
          chosen={department}
          onChoose={(id) => {
            setTreeShown(false);
            change({ department: id });
          }}
        />
      </div>
      <div className={styles.parts}>
        <Filters placeholder="directory.searchMembers" isFiltered={isFiltered} onClear={clear}>
          <Select<string>
            className={styles.select}
            aria-label={t('directory.state')}
            value={standing ?? 'all'}
            onChange={(value) => change({ standing: STANDINGS.find((one) => one === value) })}
            options={[
              { value: 'all', label: t('directory.allStandings') },
              ...STANDINGS.map((value) => ({ value, label: t(`directory.standing.${value}`) })),
            ]}
          />
          <Select<number>
            className={styles.select}
            aria-label={t('directory.tag')}
            value={tag ?? 0}
            onChange={(value) => change({ tag: value === 0 ? undefined : value })}
            options={[
              { value: 0, label: t('directory.allTags') },
              ...tags.map(({ id, name }) => ({ value: id, label: name || `${id}` })),
            ]}
          />
          {department !== undefined && (
            <Select<'1' | 'all'>
              className={styles.select}
              aria-label={t('directory.depth')}
              value={only ?? 'all'}
              onChange={(value) => change({ only: value === '1' ? '1' : undefined })}
              options={[
                { value: 'all', label: t('directory.withBelow') },
                { value: '1', label: t('directory.onlyThis') },
              ]}
            />
          )}
        </Filters>
        {members.data?.pages[0]?.ruled === false && <Unruled />}
        <Listed query={members} counted="directory.memberCount" isFiltered={isFiltered} onClear={clear}>
          <MemberTable
            members={members.data?.pages.flatMap((page) => page.items) ?? []}
            chosen={open}
            onChoose={(id) => change({ open: id })}
          />
        </Listed>
      </div>
      {open !== undefined && (
        <Suspense fallback={null}>
          <MemberDrawer id={open} onClose={() => change({ open: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

import Select from 'antd/es/select';
import { useState } from 'react';
import type { PartyRef } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { useDebounced } from '@/components/use-debounced';
import { useTranslation } from '@/i18n/use-translation';
import { useCandidates } from './queries';
import styles from './Scope.module.css';

interface Props {
  /** One member, or several. */
  several: boolean;
  value: PartyRef[];
  onChange: (people: PartyRef[]) => void;
  label: string;
  /** Finds whom to propose; whom rules may name, unless told. */
  useFound?: typeof useCandidates;
}

/** Chooses members by name or account. */
export function MemberPicker({ several, value, onChange, label, useFound = useCandidates }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [text, setText] = useDebounced(wanted, setWanted);
  const found = useFound(wanted.trim(), open);
  const known = new Map([...value, ...(found.data?.items ?? [])].map((party) => [party.id, party]));
  const options = [...known.values()].map((party) => ({
    value: party.id,
    label: nameOf(party),
    detail: party.left ? t('role.left') : party.id,
  }));
  const choose = (ids: string[]) =>
    onChange(ids.flatMap((id) => known.get(id) ?? { id, kind: 'member' as const, name: null, left: false }));
  return (
    <Select<string[] | string | null>
      {...(several && { mode: 'multiple' as const, maxTagCount: 30 })}
      className={styles.wide ?? ''}
      allowClear
      value={several ? value.map(({ id }) => id) : (value[0]?.id ?? null)}
      placeholder={useFound === useCandidates ? t('scope.pick.members') : label}
      aria-label={label}
      options={options}
      open={open}
      onOpenChange={setOpen}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false, autoClearSearchValue: true }}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t('chat.loading') : t('reading.nobodyFound')}
      optionRender={(option) => (
        <div className="one-line">
          {option.label} <span className="quiet">{option.data.detail}</span>
        </div>
      )}
      onChange={(ids) => choose(Array.isArray(ids) ? ids : ids ? [ids] : [])}
    />
  );
}

import Select from 'antd/es/select';
import { useState } from 'react';
import type { PartyKind } from '@/api/types';
import { nameOf } from '@/components/party-words';
import { useDebounced } from '@/components/use-debounced';
import { useParty, usePeople } from '@/features/reading/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Search.module.css';

interface Props {
  kind: Extract<PartyKind, 'member' | 'external_contact'>;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Chooses a person by name. */
export function PartyPicker({ kind, value, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [text, setText] = useDebounced(wanted, setWanted);
  const people = usePeople(kind, wanted, open);
  const { data: chosen } = useParty(value);
  const options = (people.data?.pages.flatMap((page) => page.items) ?? []).map((person) => ({
    value: person.id,
    label: nameOf(person),
    detail: person.detail ?? person.id,
  }));
  if (value && !options.some((option) => option.value === value)) {
    options.unshift({ value, label: chosen ? nameOf(chosen) : value, detail: chosen?.detail ?? value });
  }
  return (
    <Select
      className={styles.picker ?? ''}
      allowClear
      value={value ?? null}
      placeholder={t(`search.party.${kind}`)}
      aria-label={t(`search.party.${kind}`)}
      options={options}
      open={open}
      onOpenChange={setOpen}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false }}
      loading={people.isFetching}
      popupMatchSelectWidth={260}
      notFoundContent={people.isFetching ? t('chat.loading') : t('reading.nobodyFound')}
      optionRender={(option) => (
        <div className="one-line">
          {option.label} <span className="quiet">{option.data.detail}</span>
        </div>
      )}
      onPopupScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        const nearEnd = scrollTop + clientHeight > scrollHeight - 80;
        if (nearEnd && people.hasNextPage && !people.isFetching) void people.fetchNextPage();
      }}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}

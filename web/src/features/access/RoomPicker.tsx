import Select from 'antd/es/select';
import { useState } from 'react';
import { useDebounced } from '@/components/use-debounced';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { useRooms } from './queries';

interface Room {
  id: string;
  name: string | null;
}

interface Props {
  value: Room[];
  onChange: (rooms: Room[]) => void;
}

/** Chooses rooms by name. */
export function RoomPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [text, setText] = useDebounced(wanted, setWanted);
  const found = useRooms(wanted.trim(), open);
  const known = new Map([...value, ...(found.data?.items ?? [])].map((room) => [room.id, room]));
  return (
    <Select<string[]>
      mode="multiple"
      className={styles.wide ?? ''}
      aria-label={t('access.pick.rooms')}
      placeholder={t('access.pick.rooms')}
      value={value.map(({ id }) => id)}
      options={[...known.values()].map(({ id, name }) => ({ value: id, label: name ?? id }))}
      open={open}
      onOpenChange={setOpen}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false, autoClearSearchValue: true }}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t('chat.loading') : t('access.pick.noRoom')}
      onChange={(ids) => onChange(ids.map((id) => known.get(id) ?? { id, name: null }))}
    />
  );
}

import Select from 'antd/es/select';
import { useState } from 'react';
import { useDebounced } from '@/components/use-debounced';
import { useConversations, useConversationTitle } from '@/features/reading/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Search.module.css';

interface Props {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

/** Chooses a conversation by its title. */
export function ConversationPicker({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const [text, setText] = useDebounced(wanted, setWanted);
  const found = useConversations({ q: wanted }, open);
  const { data: chosen } = useConversationTitle(value);
  const options = (found.data?.pages.flatMap((page) => page.items) ?? []).map(({ id, title }) => ({
    value: id,
    label: title,
  }));
  if (value && !options.some((option) => option.value === value)) {
    options.unshift({ value, label: chosen?.title ?? t('chat.loading') });
  }
  return (
    <Select
      className={styles.picker ?? ''}
      allowClear
      value={value ?? null}
      placeholder={t('search.conversation')}
      aria-label={t('search.conversation')}
      options={options}
      open={open}
      onOpenChange={setOpen}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false }}
      loading={found.isFetching}
      popupMatchSelectWidth={300}
      notFoundContent={found.isFetching ? t('chat.loading') : t('reading.noConversations')}
      onPopupScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget;
        const nearEnd = scrollTop + clientHeight > scrollHeight - 80;
        if (nearEnd && found.hasNextPage && !found.isFetching) void found.fetchNextPage();
      }}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}

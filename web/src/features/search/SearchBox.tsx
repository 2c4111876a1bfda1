import LoadingOutlined from '@ant-design/icons/es/icons/LoadingOutlined';
import SearchOutlined from '@ant-design/icons/es/icons/SearchOutlined';
import Input from 'antd/es/input';
import { useDebounced } from '@/components/use-debounced';
import { moveInRows } from '@/features/shell/use-shortcuts';
import { useTranslation } from '@/i18n/use-translation';
import { SEARCH_BOX } from './search-box';

const LONGEST = 1000;

interface Props {
  value: string;
  onChange: (value: string) => void;
  isBusy: boolean;
}

/** The box: type, pause, see. */
export function SearchBox({ value, onChange, isBusy }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useDebounced(value, onChange);
  return (
    <search>
      <Input
        id={SEARCH_BOX}
        size="large"
        autoFocus
        allowClear
        maxLength={LONGEST}
        value={text}
        prefix={isBusy ? <LoadingOutlined aria-hidden /> : <SearchOutlined aria-hidden />}
        placeholder={t('search.placeholder')}
        aria-label={t('search.placeholder')}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => onChange(text)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'ArrowDown' && moveInRows(1)) event.preventDefault();
        }}
      />
    </search>
  );
}

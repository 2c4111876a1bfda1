import DatePicker from 'antd/es/date-picker';
import dayjs, { type Dayjs } from 'dayjs';
import { useZone } from '@/features/session/queries';
import { dayOf } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Search.module.css';

interface Props {
  from: string | undefined;
  to: string | undefined;
  onChange: (from: string | undefined, to: string | undefined) => void;
}

/** The presets: their names, and how many days before today they begin. */
const PRESETS = [
  ['today', 0],
  ['week', 6],
  ['month', 29],
  ['quarter', 89],
  ['year', 364],
] as const;

/** The days between which messages were sent, both included; either end may be open. */
export function RangePicker({ from, to, onChange }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const today = dayjs(dayOf(Date.now(), zone));
  const presets = PRESETS.map(([name, days]) => ({
    label: t(`search.range.${name}`),
    value: [today.subtract(days, 'day'), today] as [Dayjs, Dayjs],
  }));
  return (
    <DatePicker.RangePicker
      className={styles.range ?? ''}
      value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
      presets={presets}
      allowEmpty={[true, true]}
      placeholder={[t('search.range.from'), t('search.range.to')]}
      onChange={(range) => onChange(range?.[0]?.format('YYYY-MM-DD'), range?.[1]?.format('YYYY-MM-DD'))}
    />
  );
}

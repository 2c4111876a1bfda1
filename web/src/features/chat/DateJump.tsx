import { useSearch } from '@tanstack/react-router';
import DatePicker from 'antd/es/date-picker';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { useZone } from '@/features/session/queries';
import { dayOf } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './DateJump.module.css';
import { useDays } from './queries';
import type { Timeline } from './timeline';
import type { Jump } from './use-place';

interface Props {
  timeline: Timeline;
  /** When the first and the last message were sent. */
  span: { first_at: number; last_at: number };
  onJump: (to: Jump) => void;
}

/** A calendar in which only days with messages can be chosen. */
export function DateJump({ timeline, span, onJump }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const { day } = useSearch({ from: '/shell/conversations' });
  const [open, setOpen] = useState(false);
  const { data } = useDays(timeline, open);
  const counts = useMemo(() => new Map(data?.days.map(({ day: date, count }) => [date, count])), [data]);
  const first = dayjs(dayOf(span.first_at, zone));
  const last = dayjs(dayOf(span.last_at, zone));
  return (
    <DatePicker
      className={styles.picker ?? ''}
      size="small"
      open={open}
      onOpenChange={setOpen}
      value={day ? dayjs(day) : null}
      defaultPickerValue={last}
      minDate={first}
      maxDate={last}
      allowClear={false}
      // On a touch screen the keyboard would cover the calendar.
      inputReadOnly={window.matchMedia('(pointer: coarse)').matches}
      format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D']}
      placeholder={t('chat.toDay')}
      aria-label={t('chat.toDay')}
      disabledDate={(date) => data !== undefined && !counts.has(date.format('YYYY-MM-DD'))}
      cellRender={(date, info) => {
        if (info.type !== 'date' || typeof date !== 'object') return info.originNode;
        const count = counts.get(date.format('YYYY-MM-DD'));
        return (
          <div
            className="ant-picker-cell-inner"
            title={count ? t('chat.messageCount', { count, n: count }) : undefined}
          >
            {date.date()}
          </div>
        );
      }}
      onChange={(date) => date && onJump({ day: date.format('YYYY-MM-DD') })}
    />
  );
}

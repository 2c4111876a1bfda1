import Form from 'antd/es/form';
import InputNumber from 'antd/es/input-number';
import { useTranslation } from '@/i18n/use-translation';
import type { Wish } from './order-words';
import styles from './Service.module.css';

interface Props {
  wish: Wish;
  /** Whether the order is for a term of years. */
  isTerm: boolean;
  onChange: (change: Partial<Wish>) => void;
}

/** How many seats, how much storage, for how many years. */
export function OrderCounts({ wish, isTerm, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.row}>
      <Counted
        id="order-seats"
        label={t('service.seats')}
        value={wish.seats}
        min={0}
        max={1_000_000}
        onChange={(seats) => onChange({ seats })}
      />
      <Counted
        id="order-storage"
        label={t('service.storageUnits')}
        value={wish.storage}
        min={0}
        max={100_000}
        onChange={(storage) => onChange({ storage })}
      />
      {isTerm && (
        <Counted
          id="order-years"
          label={t('service.years')}
          value={wish.years}
          min={1}
          max={5}
          onChange={(years) => onChange({ years })}
        />
      )}
    </div>
  );
}

interface CountedProps {
  id: string;
  label: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number; the least where the field is emptied. */
function Counted({ id, label, value, min, max, onChange }: CountedProps) {
  return (
    <Form.Item label={label} htmlFor={id}>
      <InputNumber
        id={id}
        value={value}
        min={min}
        max={max}
        precision={0}
        onChange={(filled) => onChange(filled ?? min)}
      />
    </Form.Item>
  );
}

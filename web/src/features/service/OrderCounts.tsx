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
      <Form.Item label={t('service.seats')} htmlFor="order-seats">
        <InputNumber
          id="order-seats"
          value={wish.seats}
          min={0}
          max={1_000_000}
          precision={0}
          onChange={(seats) => onChange({ seats: seats ?? 0 })}
        />
      </Form.Item>
      <Form.Item label={t('service.storageUnits')} htmlFor="order-storage">
        <InputNumber
          id="order-storage"
          value={wish.storage}
          min={0}
          max={100_000}
          precision={0}
          onChange={(storage) => onChange({ storage: storage ?? 0 })}
        />
      </Form.Item>
      {isTerm && (
        <Form.Item label={t('service.years')} htmlFor="order-years">
          <InputNumber
            id="order-years"
            value={wish.years}
            min={1}
            max={5}
            precision={0}
            onChange={(years) => onChange({ years: years ?? 1 })}
          />
        </Form.Item>
      )}
    </div>
  );
}

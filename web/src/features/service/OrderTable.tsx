import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Tag from 'antd/es/tag';
import { useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { money } from './money';
import { OrderFacts } from './OrderFacts';
import { colourOf } from './order-words';
import type { Order } from './queries';
import styles from './Service.module.css';

interface Props {
  orders: Order[] | undefined;
  error: unknown;
  onRetry: () => void;
}

/** Every order with its state; a row leads to all that belongs to it. */
export function OrderTable({ orders, error, onRetry }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const order = orders?.find(({ id }) => id === chosen);
  return (
    <section className={styles.card} aria-label={t('service.orders')}>
      <h2 className={styles.heading}>{t('service.orders')}</h2>
      {!orders &&
        (error ? <ProblemState compact error={error} onRetry={onRetry} /> : <RowSkeleton rows={2} />)}
      {orders?.length === 0 && (
        <EmptyState compact title={t('service.noOrders')} why={t('service.noOrdersWhy')} />
      )}
      {orders && orders.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('service.number')}</th>
                <th scope="col">{t('service.kind')}</th>
                <th scope="col">{t('service.state')}</th>
                <th scope="col" className={styles.number}>
                  {t('service.amount')}
                </th>
                <th scope="col" className={styles.number}>
                  {t('service.received')}
                </th>
                <th scope="col">{t('service.placed')}</th>
              </tr>
            </thead>
            <tbody>
              {orders.map((row) => (
                <tr key={row.id} data-row={row.id}>
                  <td>
                    <Button type="link" size="small" onClick={() => setChosen(row.id)}>
                      {row.number}
                    </Button>
                  </td>
                  <td>{t(`service.kinds.${row.quote.request.kind}`)}</td>
                  <td>
                    <Tag color={colourOf(row.state)}>{t(`service.states.${row.state}`)}</Tag>
                    {row.credit > 0 && (
                      <Tag color="warning">{t('service.creditOf', { amount: money(row.credit) })}</Tag>
                    )}
                  </td>
                  <td className={styles.number}>{money(row.quote.amount)}</td>
                  <td className={styles.number}>{money(row.received - row.refunded)}</td>
                  <td>
                    <Moment at={row.created_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Drawer open={order !== undefined} size={640} title={order?.number} onClose={() => setChosen(null)}>
        {order && <OrderFacts order={order} />}
      </Drawer>
    </section>
  );
}

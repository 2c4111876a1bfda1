import Button from 'antd/es/button';
import Tag from 'antd/es/tag';
import { useState } from 'react';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { money } from './money';
import { type Order, useRefundDone } from './queries';
import { RefundDialog } from './RefundDialog';
import styles from './Service.module.css';

/** What was paid for an order, and what went back. */
export function Payments({ order }: { order: Order }) {
  const { t } = useTranslation();
  const [refunding, setRefunding] = useState<string | null>(null);
  const done = useRefundDone();
  const payment = order.payments.find(({ id }) => id === refunding);
  if (order.payments.length === 0) return null;
  return (
    <div className={styles.stack}>
      <h3 className={styles.small}>{t('service.payments')}</h3>
      {order.payments.map((paid) => (
        <div key={paid.id} className={styles.line}>
          <span>
            <strong className="numbers">{money(paid.amount)}</strong> {t(`service.channels.${paid.channel}`)}{' '}
            <code>{paid.reference}</code> <Moment at={paid.paid_at} />{' '}
            <Tag color={paid.standing === 'applied' ? 'success' : 'warning'}>
              {t(`service.standings.${paid.standing}`)}
            </Tag>
          </span>
          {paid.left > 0 && (
            <Button size="small" onClick={() => setRefunding(paid.id)}>
              {t('service.refund')}
            </Button>
          )}
        </div>
      ))}
      {order.refunds.map((refund) => {
        const paid = order.payments.find(({ id }) => id === refund.payment);
        return (
          <div key={refund.id} className={styles.line}>
            <span>
              {t('service.refundOf', { amount: money(refund.amount) })} {refund.reason}{' '}
              <Tag>{t(`service.refundStates.${refund.state}`)}</Tag>
            </span>
            {refund.state === 'requested' && paid?.channel === 'transfer' && (
              <Button
                size="small"
                loading={done.isPending}
                onClick={() => done.mutate({ id: order.id, refund: refund.id })}
              >
                {t('service.refundDone')}
              </Button>
            )}
          </div>
        );
      })}
      {done.error && <ProblemNote error={done.error} />}
      {payment && <RefundDialog order={order} payment={payment} onClose={() => setRefunding(null)} />}
    </div>
  );
}

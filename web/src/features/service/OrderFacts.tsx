import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import { Fact } from './Fact';
import { InvoiceForm } from './InvoiceForm';
import { money } from './money';
import { Payments } from './Payments';
import { QuoteTable } from './QuoteTable';
import type { Order } from './queries';
import styles from './Service.module.css';
import { Vouchers } from './Vouchers';

/** An order with its lines, payments, refunds, vouchers, invoice and history. */
export function OrderFacts({ order }: { order: Order }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <dl className={styles.facts}>
        <Fact name={t('service.state')}>{t(`service.states.${order.state}`)}</Fact>
        <Fact name={t('service.placedBy')}>{order.created_by.display_name}</Fact>
        {order.paid_at !== null && (
          <Fact name={t('service.paidAt')}>
            <Moment at={order.paid_at} />
          </Fact>
        )}
        <Fact name={t('service.received')}>{money(order.received)}</Fact>
        <Fact name={t('service.refunded')}>{money(order.refunded)}</Fact>
        <Fact name={t('service.credit')}>{money(order.credit)}</Fact>
      </dl>
      <QuoteTable quote={order.quote} />
      <Payments order={order} />
      {(order.vouchers.length > 0 || order.state === 'expired') && <Vouchers order={order} />}
      {order.state === 'paid' && order.quote.amount > 0 && <InvoiceForm order={order} />}
      <h3 className={styles.small}>{t('service.history')}</h3>
      <ol className={styles.history}>
        {order.history.map((line) => (
          <li key={`${line.at} ${line.what}`}>
            <Moment at={line.at} /> {t(`service.happened.${line.what}`)}
            {line.amount !== null && ` ${money(line.amount)}`} <span className="quiet">{line.actor}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

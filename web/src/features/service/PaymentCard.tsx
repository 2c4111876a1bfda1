import Button from 'antd/es/button';
import Popconfirm from 'antd/es/popconfirm';
import QRCode from 'antd/es/qr-code';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { money } from './money';
import { type Order, type Service, useCloseOrder, useWechatCode } from './queries';
import styles from './Service.module.css';
import { Vouchers } from './Vouchers';

interface Props {
  order: Order;
  service: Service;
}

/** How to pay the order that waits: by phone or by bank transfer. */
export function PaymentCard({ order, service }: Props) {
  const { t } = useTranslation();
  const code = useWechatCode();
  const close = useCloseOrder();
  return (
    <section className={styles.card} aria-label={t('service.payment')}>
      <div className={styles.line}>
        <h2 className={styles.heading}>{t('service.payment')}</h2>
        <Popconfirm
          title={t('service.closeTitle')}
          description={t('service.closeWhat', { number: order.number, amount: money(order.quote.amount) })}
          okText={t('service.close')}
          okButtonProps={{ danger: true }}
          onConfirm={() => close.mutate(order.id)}
        >
          <Button size="small" loading={close.isPending}>
            {t('service.close')}
          </Button>
        </Popconfirm>
      </div>
      <p>
        {t('service.number')} <code>{order.number}</code> ·{' '}
        <strong className="numbers">{money(order.quote.amount)}</strong>
        {order.due_at !== null && (
          <span className="quiet">
            {' · '}
            {t('service.due')} <Moment at={order.due_at} />
          </span>
        )}
      </p>
      {close.error && <ProblemNote error={close.error} />}
      <div className={styles.ways}>
        {service.channels.wechat && (
          <div className={styles.way}>
            <h3 className={styles.small}>{t('service.channels.wechat')}</h3>
            {code.error && <ProblemNote error={code.error} />}
            {order.code_url ? (
              <figure className={styles.code}>
                <QRCode
                  type="svg"
                  value={order.code_url}
                  size={200}
                  bordered={false}
                  bgColor="#fff"
                  color="#000"
                />
                <figcaption className="quiet">{t('service.scan')}</figcaption>
                <Button size="small" loading={code.isPending} onClick={() => code.mutate(order.id)}>
                  {t('service.newCode')}
                </Button>
              </figure>
            ) : (
              <Button type="primary" loading={code.isPending} onClick={() => code.mutate(order.id)}>
                {t('service.showCode')}
              </Button>
            )}
          </div>
        )}
        <div className={styles.way}>
          <h3 className={styles.small}>{t('service.channels.transfer')}</h3>
          <p className={styles.payee}>{service.settings.payee || t('service.noPayee')}</p>
          <Vouchers order={order} />
        </div>
      </div>
    </section>
  );
}

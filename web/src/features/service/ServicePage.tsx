import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import { OpeningCard } from './OpeningCard';
import { OrderTable } from './OrderTable';
import { PaymentCard } from './PaymentCard';
import { PriceCard } from './PriceCard';
import { useOrders, useService, useServiceFollowing } from './queries';
import styles from './Service.module.css';
import { SettingsCard } from './SettingsCard';
import { SubscriptionCard } from './SubscriptionCard';
import { UsageCard } from './UsageCard';

/** Opening the service, what was bought, what was paid, and what it takes. */
export function ServicePage() {
  const { t } = useTranslation();
  const service = useService();
  const orders = useOrders();
  const { data } = service;
  const waiting = orders.data?.find((order) => order.state === 'awaiting_payment');
  useServiceFollowing(waiting?.id);
  const isOpen = data && data.subscription.status !== 'none';
  return (
    <div className={pageStyles.page}>
      <PageHeader title={t('page.service')} purpose={t('service.purpose')} />
      {service.isPending && <RowSkeleton rows={6} />}
      {!data && service.error && (
        <ProblemState error={service.error} onRetry={() => void service.refetch()} />
      )}
      {data && (
        <div className={styles.stack}>
          {isOpen && <SubscriptionCard subscription={data.subscription} />}
          <OpeningCard service={data} waiting={waiting} />
          {waiting && <PaymentCard order={waiting} service={data} />}
          {isOpen && <UsageCard />}
          <OrderTable orders={orders.data} error={orders.error} onRetry={() => void orders.refetch()} />
          <PriceCard prices={data.prices} />
          <SettingsCard key={JSON.stringify(data.settings)} settings={data.settings} />
        </div>
      )}
    </div>
  );
}

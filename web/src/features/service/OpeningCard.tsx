import Steps from 'antd/es/steps';
import { useTranslation } from '@/i18n/use-translation';
import { OrderForm } from './OrderForm';
import type { Order, Service } from './queries';
import styles from './Service.module.css';
import { TermsNote } from './TermsNote';

interface Props {
  service: Service;
  waiting: Order | undefined;
}

/** How far the opening is: 0 the terms, 1 plan and order, 2 the payment, 3 done. */
export function stepOf(service: Service, waiting: Order | undefined): number {
  if (!service.terms.accepted) return 0;
  if (waiting) return 2;
  return service.subscription.status === 'none' ? 1 : 3;
}

/** The way from "we want to archive" to a running subscription, and every order after it. */
export function OpeningCard({ service, waiting }: Props) {
  const { t } = useTranslation();
  const step = stepOf(service, waiting);
  const isFirst = service.subscription.status === 'none';
  const steps = ['terms', 'plan', 'pay', 'active'].map((name) => ({ title: t(`service.steps.${name}`) }));
  return (
    <section className={styles.card} aria-label={t(isFirst ? 'service.opening' : 'service.ordering')}>
      <h2 className={styles.heading}>{t(isFirst ? 'service.opening' : 'service.ordering')}</h2>
      {isFirst && (
        <>
          <p className={styles.text}>{t('service.what')}</p>
          <Steps current={step} items={steps} size="small" />
        </>
      )}
      <TermsNote terms={service.terms} />
      {service.terms.accepted && !waiting && <OrderForm service={service} />}
      {waiting && !isFirst && <p className="quiet">{t('service.oneAtATime')}</p>}
    </section>
  );
}

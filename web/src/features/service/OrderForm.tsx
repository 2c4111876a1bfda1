import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { OrderCounts } from './OrderCounts';
import { firstWish, kindsFor, requestOf, type Wish } from './order-words';
import { QuoteTable } from './QuoteTable';
import { type Edition, type Service, usePlaceOrder, useQuote } from './queries';
import { useSettled } from './use-settled';

const EDITIONS: Edition[] = ['office', 'service', 'enterprise'];

/** What to order; what it costs is shown while it is filled in. */
export function OrderForm({ service }: { service: Service }) {
  const { t } = useTranslation();
  const kinds = kindsFor(service.subscription.status, service.settings.trial_days > 0);
  const [filled, setFilled] = useState<Wish>(() => firstWish(service));
  const set = (change: Partial<Wish>) => setFilled((before) => ({ ...before, ...change }));
  // What can be ordered may have changed since it was filled in.
  const kind = kinds.includes(filled.kind) ? filled.kind : (kinds[0] ?? 'new');
  const wish = { ...filled, kind };
  const request = requestOf(wish);
  const isSettled = useSettled(JSON.stringify(request));
  const quote = useQuote(isSettled ? request : null);
  const place = usePlaceOrder();
  return (
    <Form layout="vertical" onFinish={() => request && place.mutate(request)}>
      <Form.Item label={t('service.kind')}>
        <Radio.Group
          value={kind}
          onChange={(event) => set({ kind: event.target.value })}
          options={kinds.map((value) => ({ value, label: t(`service.kinds.${value}`) }))}
        />
      </Form.Item>
      {kind !== 'addition' && (
        <Form.Item label={t('service.edition')}>
          <Radio.Group
            value={wish.edition}
            onChange={(event) => set({ edition: event.target.value })}
            options={EDITIONS.map((value) => ({ value, label: t(`service.editionSays.${value}`) }))}
          />
        </Form.Item>
      )}
      {kind !== 'upgrade' && (
        <OrderCounts wish={wish} isTerm={kind === 'new' || kind === 'renewal'} onChange={set} />
      )}
      {quote.error && <ProblemNote error={quote.error} />}
      {quote.data && <QuoteTable quote={quote.data} />}
      {place.error && <ProblemNote error={place.error} />}
      <Button type="primary" htmlType="submit" disabled={!quote.data} loading={place.isPending}>
        {t(kind === 'trial' ? 'service.startTrial' : 'service.place')}
      </Button>
    </Form>
  );
}

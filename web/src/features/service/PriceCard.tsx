import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';
import Tag from 'antd/es/tag';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useZone } from '@/features/session/queries';
import { isDay, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { fenOf, money } from './money';
import { type Item, type Service, useSetPrice } from './queries';
import styles from './Service.module.css';

const ITEMS: Item[] = ['seat_office', 'seat_service', 'seat_enterprise', 'storage'];

interface Filled {
  item: Item;
  amount: number;
  day?: string;
}

/** The catalogue: what each thing costs for a year, since when, and what it cost before. */
export function PriceCard({ prices }: { prices: Service['prices'] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const set = useSetPrice();
  const save = ({ item, amount, day }: Filled) =>
    set.mutate({ item, amount: fenOf(amount) ?? 0, valid_from: isDay(day) ? startOfDay(day, zone) : null });
  return (
    <section className={styles.card} aria-label={t('service.prices')}>
      <h2 className={styles.heading}>{t('service.prices')}</h2>
      {prices.length === 0 && (
        <EmptyState compact title={t('service.noPrices')} why={t('service.noPricesWhy')} />
      )}
      {prices.length > 0 && (
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('service.item')}</th>
                <th scope="col" className={styles.number}>
                  {t('service.annual')}
                </th>
                <th scope="col">{t('service.validFrom')}</th>
                <th scope="col">{t('service.setBy')}</th>
              </tr>
            </thead>
            <tbody>
              {prices.map((price) => (
                <tr key={`${price.item} ${price.valid_from} ${price.set_at}`}>
                  <td>
                    {t(`service.items.${price.item}`)}{' '}
                    {price.current && <Tag color="success">{t('service.current')}</Tag>}
                  </td>
                  <td className={styles.number}>{money(price.amount)}</td>
                  <td>
                    <Moment at={price.valid_from} />
                  </td>
                  <td className="quiet">{price.set_by}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Form<Filled>
        layout="inline"
        onFinish={save}
        initialValues={{ item: 'seat_office' }}
        className={styles.inline}
      >
        <Form.Item name="item" label={t('service.item')}>
          <Select
            className={styles.select}
            options={ITEMS.map((value) => ({ value, label: t(`service.items.${value}`) }))}
          />
        </Form.Item>
        <Form.Item
          name="amount"
          label={t('service.annual')}
          rules={[{ required: true, message: t('service.needed') }]}
        >
          <InputNumber min={0} max={1_000_000} precision={2} prefix="¥" />
        </Form.Item>
        <Form.Item name="day" label={t('service.fromDay')}>
          <Input type="date" />
        </Form.Item>
        <Button htmlType="submit" loading={set.isPending}>
          {t('service.setPrice')}
        </Button>
      </Form>
      {set.error && <ProblemNote error={set.error} />}
    </section>
  );
}

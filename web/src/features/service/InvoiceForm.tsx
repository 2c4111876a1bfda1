import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Radio from 'antd/es/radio';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { type Order, useIssueInvoice, usePutInvoice } from './queries';
import styles from './Service.module.css';

type Invoice = NonNullable<Order['invoice']>['invoice'];

/** The invoice of a paid order: what is to be written on it, and its number once it was issued. */
export function InvoiceForm({ order }: { order: Order }) {
  const { t } = useTranslation();
  const put = usePutInvoice();
  const issue = useIssueInvoice();
  const asked = order.invoice;
  const needed = [{ required: true, message: t('service.needed') }];
  if (asked?.number) {
    return <p>{t('service.invoiceIssued', { number: asked.number, title: asked.invoice.title })}</p>;
  }
  return (
    <div className={styles.stack}>
      <h3 className={styles.small}>{t('service.invoice')}</h3>
      <Form<Invoice>
        layout="vertical"
        initialValues={asked?.invoice ?? { kind: 'ordinary' }}
        onFinish={(invoice) => put.mutate({ id: order.id, invoice })}
      >
        <Form.Item name="kind" label={t('service.invoiceKind')}>
          <Radio.Group
            options={(['ordinary', 'special'] as const).map((value) => ({
              value,
              label: t(`service.invoiceKinds.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="title" label={t('service.invoiceTitle')} rules={needed}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="tax_number" label={t('service.taxNumber')} rules={needed}>
          <Input maxLength={24} />
        </Form.Item>
        {put.error && <ProblemNote error={put.error} />}
        <Button htmlType="submit" loading={put.isPending}>
          {t(asked ? 'service.changeInvoice' : 'service.askInvoice')}
        </Button>
      </Form>
      {asked && (
        <Form<{ number: string }>
          layout="inline"
          onFinish={({ number }) => issue.mutate({ id: order.id, number })}
        >
          <Form.Item name="number" label={t('service.invoiceNumber')} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
          <Button htmlType="submit" loading={issue.isPending}>
            {t('service.noteIssued')}
          </Button>
          {issue.error && <ProblemNote error={issue.error} />}
        </Form>
      )}
    </div>
  );
}

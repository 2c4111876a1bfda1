import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Modal from 'antd/es/modal';
import { ProblemNote } from '@/components/ProblemNote';
import { useZone } from '@/features/session/queries';
import { dayOf, isDay, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { fenOf, money } from './money';
import { type Order, useDecideVoucher } from './queries';

interface Props {
  order: Order;
  voucher: string;
  onClose: () => void;
}

interface Seen {
  amount: number;
  reference: string;
  day: string;
}

/** What the second person saw on the bank's statement. */
export function ConfirmDialog({ order, voucher, onClose }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [form] = Form.useForm<Seen>();
  const decide = useDecideVoucher();
  const confirm = ({ amount, reference, day }: Seen) => {
    // A bank tells the day. The order's time counts to the moment, so a day before counts from its beginning.
    const seen = { amount: fenOf(amount) ?? 0, reference, paid_at: startOfDay(day, zone) };
    decide.mutate({ id: order.id, voucher, seen }, { onSuccess: onClose });
  };
  return (
    <Modal
      open
      title={t('service.confirmTitle')}
      okText={t('service.confirm')}
      confirmLoading={decide.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <p className="quiet">{t('service.confirmWhat', { amount: money(order.quote.amount) })}</p>
      <Form form={form} layout="vertical" onFinish={confirm} initialValues={{ day: dayOf(Date.now(), zone) }}>
        <Form.Item
          name="amount"
          label={t('service.amountSeen')}
          rules={[{ required: true, message: t('service.needed') }]}
        >
          <InputNumber min={0.01} precision={2} prefix="¥" />
        </Form.Item>
        <Form.Item
          name="reference"
          label={t('service.reference')}
          rules={[{ required: true, message: t('service.needed') }]}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="day"
          label={t('service.paidOn')}
          rules={[
            {
              validator: async (_, day: string) => {
                if (!isDay(day)) throw new Error(t('service.dayWanted'));
              },
            },
          ]}
        >
          <Input type="date" />
        </Form.Item>
      </Form>
      {decide.error && <ProblemNote error={decide.error} />}
    </Modal>
  );
}

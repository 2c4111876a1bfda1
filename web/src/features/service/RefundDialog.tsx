import Form from 'antd/es/form';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Modal from 'antd/es/modal';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { fenOf, money } from './money';
import { type Order, useRefund } from './queries';

interface Props {
  order: Order;
  payment: Order['payments'][number];
  onClose: () => void;
}

/** How much of a payment goes back, why, and what that does. */
export function RefundDialog({ order, payment, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ amount: number; reason: string }>();
  const amount = fenOf(Form.useWatch('amount', form) ?? null);
  const refund = useRefund();
  const endsOrder =
    payment.standing === 'applied' && amount === payment.left && payment.left === payment.amount;
  return (
    <Modal
      open
      title={t('service.refundTitle')}
      okText={t('service.refund')}
      okButtonProps={{ danger: true }}
      confirmLoading={refund.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ amount: payment.left / 100 }}
        onFinish={(filled) =>
          refund.mutate(
            { id: order.id, payment: payment.id, amount: fenOf(filled.amount) ?? 0, reason: filled.reason },
            { onSuccess: onClose },
          )
        }
      >
        <Form.Item name="amount" label={t('service.refundAmount', { left: money(payment.left) })}>
          <InputNumber min={0.01} max={payment.left / 100} precision={2} prefix="¥" />
        </Form.Item>
        <Form.Item
          name="reason"
          label={t('service.reason')}
          rules={[{ required: true, message: t('service.needed') }]}
        >
          <Input maxLength={80} />
        </Form.Item>
      </Form>
      <p className="quiet">{t(endsOrder ? 'service.refundEnds' : 'service.refundKeeps')}</p>
      {refund.error && <ProblemNote error={refund.error} />}
    </Modal>
  );
}

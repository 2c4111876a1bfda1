import AntdApp from 'antd/es/app';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { useChangePassword } from './queries';
import { MIN_PASSWORD } from './rules';

interface Fields {
  current: string;
  password: string;
  again: string;
}

/** Changes the operator's own password. */
export function PasswordDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = AntdApp.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useChangePassword();
  const finish = (fields: Fields) =>
    change.mutate(
      { current: fields.current, new: fields.password },
      {
        onSuccess() {
          void message.info(t('password.changed'));
          onClose();
        },
      },
    );
  return (
    <Modal
      open={open}
      title={t('password.title')}
      okText={t('password.action')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      afterClose={() => {
        form.resetFields();
        change.reset();
      }}
      destroyOnHidden
    >
      <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={finish}>
        <Form.Item
          name="current"
          label={t('password.current')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoFocus autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('password.new')}
          rules={[
            { required: true, min: MIN_PASSWORD, message: t('password.rule', { count: MIN_PASSWORD }) },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('password.again')}
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, again) =>
                again === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('password.differs'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {change.isError && <ProblemNote error={change.error} />}
      </Form>
    </Modal>
  );
}

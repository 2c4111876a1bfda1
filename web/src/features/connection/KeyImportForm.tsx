import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { useImportKey } from './queries';

interface Typed {
  version: string;
  pem: string;
}

/** Takes a private key that exists already. */
export function KeyImportForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const take = useImportKey();
  const needed = [{ required: true, message: t('connection.needed') }];
  return (
    <Form<Typed>
      layout="vertical"
      className={styles.form}
      onFinish={({ version, pem }) => take.mutate({ version: Number(version), pem }, { onSuccess: onDone })}
    >
      <Form.Item
        name="version"
        label={t('connection.versionShown')}
        rules={[{ required: true, pattern: /^[1-9]\d{0,5}$/, message: t('connection.needed') }]}
      >
        <Input inputMode="numeric" className={styles.short} />
      </Form.Item>
      <Form.Item name="pem" label={t('connection.privatePem')} rules={needed}>
        <Input.TextArea rows={6} className="mono" spellCheck={false} autoComplete="off" />
      </Form.Item>
      {take.error && <ProblemNote error={take.error} />}
      <Button htmlType="submit" loading={take.isPending}>
        {t('connection.takeKey')}
      </Button>
    </Form>
  );
}

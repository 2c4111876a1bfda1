import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { useTranslation } from '@/i18n/use-translation';
import { Entrance } from './Entrance';
import styles from './Entrance.module.css';
import { useSetUp, useSetUpNeeded } from './queries';
import { MIN_PASSWORD } from './rules';

const SEPARATIONS = ['small_team', 'strict'] as const;

interface Fields {
  name: string;
  display_name: string;
  password: string;
  again: string;
  separation: 'small_team' | 'strict';
}

/** Takes the token out of the address, where it would stay in the history. */
function takeToken(): string {
  const token = window.location.hash.replace(/^#/, '');
  if (token) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}

/** The first operator names themselves, once. */
export function SetUpPage() {
  const { t } = useTranslation();
  const [token] = useState(takeToken);
  const needed = useSetUpNeeded();
  const setUp = useSetUp();
  const navigate = useNavigate();
  const router = useRouter();

  if (needed.isError) return <ProblemState error={needed.error} onRetry={() => void needed.refetch()} />;
  if (needed.data && !(needed.data.needed && token)) {
    const words = needed.data.needed ? 'setUp.noToken' : 'setUp.done';
    return (
      <Entrance title={t('setUp.title')}>
        <EmptyState
          compact
          title={t(`${words}.title`)}
          why={t(`${words}.why`)}
          action={<Link to="/sign-in">{t('signIn.title')}</Link>}
        />
      </Entrance>
    );
  }
  const finish = async ({ name, display_name, password, separation }: Fields) => {
    const first = { name: name.trim(), display_name: display_name.trim(), password, separation };
    await setUp.mutateAsync({ token, ...first });
    await router.invalidate();
    await navigate({ to: '/' });
  };
  return (
    <Entrance title={t('setUp.title')}>
      <p className={styles.hint}>{t('setUp.purpose')}</p>
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        initialValues={{ separation: 'small_team' }}
        onFinish={(fields) => void finish(fields).catch(() => {})}
      >
        <Form.Item
          name="display_name"
          label={t('setUp.displayName')}
          rules={[{ required: true, whitespace: true, message: t('setUp.displayNameMissing') }]}
        >
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="name"
          label={t('signIn.name')}
          rules={[{ required: true, whitespace: true, message: t('signIn.nameMissing') }]}
        >
          <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          extra={t('password.rule', { count: MIN_PASSWORD })}
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
        <Form.Item name="separation" label={t('setUp.separation')}>
          <Radio.Group
            vertical
            options={SEPARATIONS.map((value) => ({ value, label: t(`setUp.separations.${value}`) }))}
          />
        </Form.Item>
        {setUp.isError && (
          <div className={styles.note}>
            <ProblemNote error={setUp.error} />
          </div>
        )}
        <Button type="primary" htmlType="submit" block loading={setUp.isPending}>
          {t('setUp.action')}
        </Button>
      </Form>
    </Entrance>
  );
}

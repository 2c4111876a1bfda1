import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Form from 'antd/es/form';
import Input from 'antd/es/input';
import { useEffect } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { Entrance } from './Entrance';
import styles from './Entrance.module.css';
import { sessionQuery, useSetUpNeeded, useSignIn } from './queries';

interface Fields {
  name: string;
  password: string;
}

/** Takes a path of this site, and never another site's address. */
export function safePath(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Name and password. */
export function SignInPage() {
  const { t } = useTranslation();
  const { next } = useSearch({ from: '/sign-in' });
  const { hash } = useLocation();
  const navigate = useNavigate();
  const router = useRouter();
  const { data: session } = useQuery(sessionQuery);
  const { data: setUp } = useSetUpNeeded();
  const signIn = useSignIn();

  useEffect(() => {
    if (!session) return;
    const target = safePath(next) + (hash ? `#${hash}` : '');
    void router.invalidate().then(() => navigate({ href: target, replace: true }));
  }, [session, next, hash, navigate, router]);

  return (
    <Entrance title={t('signIn.title')}>
      {setUp?.needed && <p className={styles.hint}>{t('signIn.setUpNeeded')}</p>}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)}>
        <Form.Item
          name="name"
          label={t('signIn.name')}
          rules={[{ required: true, message: t('signIn.nameMissing') }]}
        >
          <Input autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} size="large" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('signIn.passwordMissing') }]}
        >
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        {signIn.isError && (
          <div className={styles.note}>
            <ProblemNote error={signIn.error} />
          </div>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>
          {t('signIn.action')}
        </Button>
      </Form>
    </Entrance>
  );
}

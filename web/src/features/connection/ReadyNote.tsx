import { Link } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import { useTranslation } from '@/i18n/use-translation';
import type { Connection } from './queries';

/** Says whether messages are fetched, and what is missing until they are. */
export function ReadyNote({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const missing = connection.steps.filter(({ required, state }) => required && state !== 'passed');
  if (!connection.ready) {
    const names = missing.map(({ step }) => t(`connection.step.${step}`)).join(t('list.comma'));
    return (
      <Alert type="info" title={t('connection.notReady')} description={t('connection.missing', { names })} />
    );
  }
  return (
    <Alert
      type="success"
      title={
        connection.received === 0
          ? t('connection.readyWaiting')
          : t('connection.received', { count: connection.received })
      }
      description={<Link to="/">{t('connection.toOverview')}</Link>}
    />
  );
}

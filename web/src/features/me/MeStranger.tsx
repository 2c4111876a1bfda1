import Button from 'antd/es/button';
import { EmptyState } from '@/components/EmptyState';
import { useTranslation } from '@/i18n/use-translation';

/** Nobody is signed in: how to get here. */
export function MeStranger({ isRefused }: { isRefused: boolean }) {
  const { t } = useTranslation();
  const words = isRefused ? 'me.refused' : 'me.stranger';
  return (
    <EmptyState
      compact
      title={t(`${words}.title`)}
      why={t(`${words}.why`)}
      action={
        <Button type="primary" href="/me/oauth">
          {t('me.signIn')}
        </Button>
      }
    />
  );
}

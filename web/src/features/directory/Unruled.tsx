import Alert from 'antd/es/alert';
import { useTranslation } from '@/i18n/use-translation';

/** No rule of the scope was ever saved: what that means. */
export function Unruled() {
  const { t } = useTranslation();
  return (
    <Alert type="info" showIcon title={t('directory.unruled')} description={t('directory.unruledWhy')} />
  );
}

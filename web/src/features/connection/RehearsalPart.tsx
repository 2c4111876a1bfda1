import Button from 'antd/es/button';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { useCheck } from './queries';

/** Rehearses: a real page, a real message. */
export function RehearsalPart() {
  const { t } = useTranslation();
  const check = useCheck();
  return (
    <div>
      <Button type="primary" loading={check.isPending} onClick={() => check.mutate('rehearsal')}>
        {t('connection.rehearse')}
      </Button>
      {check.error && <ProblemNote error={check.error} />}
    </div>
  );
}

import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useZone } from '@/features/session/queries';
import { isDay, startOfDay } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { MemberAnswer } from './MemberAnswer';
import { MemberPicker } from './MemberPicker';
import type { ScopeParams } from './params';
import { useScopeMember } from './queries';
import styles from './Scope.module.css';

const MINUTE_MS = 60_000;

/** The moment that a day and a time of it name; now where there is no day. */
export function momentOf(day: string | undefined, time: string | undefined, zone: string): number | undefined {
  if (!isDay(day)) return undefined;
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(time ?? '') ?? [];
  return startOfDay(day, zone) + (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE_MS;
}

/** Whether a member was in scope at a moment. */
export function MemberTab() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = useZone();
  const { member, day, time } = useSearch({ from: '/shell/admin/scope' });
  const { data, error, isPending, refetch } = useScopeMember(member, momentOf(day, time, zone));
  const go = (search: ScopeParams) =>
    void navigate({
      to: '/admin/scope',
      search: { tab: 'member', member, day, time, ...search },
      replace: true,
    });
  const chosen = data?.member ?? { id: member ?? '', kind: 'member' as const, name: null, left: false };
  return (
    <div className={styles.stack}>
      <div className={styles.ask}>
        <div className={styles.field}>
          <span>{t('scope.member.who')}</span>
          <MemberPicker
            several={false}
            label={t('scope.member.who')}
            value={member ? [chosen] : []}
            onChange={([party]) => go({ member: party?.id })}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="scope-day">{t('scope.member.day')}</label>
          <Input
            id="scope-day"
            type="date"
            value={day ?? ''}
            onChange={(event) => go({ day: event.target.value || undefined })}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="scope-time">{t('scope.member.time')}</label>
          <Input
            id="scope-time"
            type="time"
            disabled={!day}
            value={time ?? ''}
            onChange={(event) => go({ time: event.target.value || undefined })}
          />
        </div>
        {day && (
          <Button onClick={() => go({ day: undefined, time: undefined })}>{t('scope.member.now')}</Button>
        )}
      </div>
      {!member && <EmptyState compact title={t('scope.member.empty')} why={t('scope.member.emptyWhy')} />}
      {member && isPending && <RowSkeleton rows={4} />}
      {member && !data && error && <ProblemState compact error={error} onRetry={() => void refetch()} />}
      {member && data && <MemberAnswer answer={data} />}
    </div>
  );
}

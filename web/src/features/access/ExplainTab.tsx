import { useNavigate, useSearch } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { EmptyState } from '@/components/EmptyState';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { momentOf } from '@/features/scope/MemberTab';
import { useZone } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { Explanation } from './Explanation';
import type { AccessParams } from './params';
import { type Operators, useExplanation } from './queries';

/** Who sees a conversation at a moment, and why. */
export function ExplainTab({ view }: { view: Operators }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const zone = useZone();
  const { conversation, operator, day, time } = useSearch({ from: '/shell/admin/access' });
  const asked = { conversation, operator, at: momentOf(day, time, zone) };
  const { data, error, isPending, refetch } = useExplanation(asked);
  const go = (search: AccessParams) =>
    void navigate({
      to: '/admin/access',
      search: { tab: 'explain', conversation, operator, day, time, ...search },
      replace: true,
    });
  return (
    <div className={styles.stack}>
      <div className={styles.ask}>
        <div className={`${styles.field} ${styles.long}`}>
          <label htmlFor="explain-conversation">{t('details.id')}</label>
          <Input
            id="explain-conversation"
            allowClear
            value={conversation ?? ''}
            placeholder={t('access.explain.idHint')}
            onChange={(event) => go({ conversation: event.target.value.trim() || undefined })}
          />
        </div>
        <div className={styles.field}>
          <span>{t('access.explain.who')}</span>
          <Select<string | null>
            allowClear
            aria-label={t('access.explain.who')}
            placeholder={t('access.explain.everybody')}
            value={operator ?? null}
            options={view.operators.map((row) => ({ value: row.id, label: row.display_name }))}
            onChange={(id) => go({ operator: id ?? undefined })}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="explain-day">{t('scope.member.day')}</label>
          <Input
            id="explain-day"
            type="date"
            value={day ?? ''}
            onChange={(event) => go({ day: event.target.value || undefined })}
          />
        </div>
        <div className={styles.field}>
          <label htmlFor="explain-time">{t('scope.member.time')}</label>
          <Input
            id="explain-time"
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
      {!conversation && (
        <EmptyState compact title={t('access.explain.empty')} why={t('access.explain.emptyWhy')} />
      )}
      {conversation && isPending && <RowSkeleton rows={4} />}
      {conversation && !data && error && (
        <ProblemState compact error={error} onRetry={() => void refetch()} />
      )}
      {conversation && data && <Explanation answer={data} />}
    </div>
  );
}

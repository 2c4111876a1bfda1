import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { PartyRef } from '@/api/types';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { nameOf } from '@/components/party-words';
import { MemberPicker } from '@/features/scope/MemberPicker';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { type Operators, useMembers, useProtect, useUnprotect } from './queries';

/** Members whose conversations are seen only by rights that name them. */
export function ProtectedTab({ view }: { view: Operators }) {
  const { t } = useTranslation();
  const may = useMay();
  const unprotect = useUnprotect();
  return (
    <div className={styles.stack}>
      <p className="quiet">{t('access.protected.what')}</p>
      {may('manage_access') && <ProtectForm />}
      {unprotect.error && <ProblemNote error={unprotect.error} />}
      {view.protected.length === 0 && (
        <EmptyState compact title={t('access.protected.none')} why={t('access.protected.noneWhy')} />
      )}
      <ul className={styles.rows} aria-label={t('access.tab.protected')}>
        {view.protected.toReversed().map((row) => (
          <li key={`${row.member.id} ${row.from}`}>
            <div className={styles.right} data-testid="protected" data-live={row.until === null}>
              <div className={styles.line}>
                <span className={styles.name}>{nameOf(row.member)}</span>
                {row.until === null && may('manage_access') && (
                  <Button
                    size="small"
                    loading={unprotect.isPending}
                    onClick={() => unprotect.mutate(row.member.id)}
                  >
                    {t('access.protected.end')}
                  </Button>
                )}
              </div>
              <span className="quiet">
                {t('access.from')} <Moment at={row.from} />
                {row.until !== null && (
                  <>
                    {' · '}
                    {t('access.until')} <Moment at={row.until} />
                  </>
                )}
                {' · '}
                {row.by?.display_name ?? t('access.commandLine')}
              </span>
              <span className={styles.reason}>{row.reason}</span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ProtectForm() {
  const { t } = useTranslation();
  const protect = useProtect();
  const [people, setPeople] = useState<PartyRef[]>([]);
  const [reason, setReason] = useState('');
  const [member] = people;
  const add = (id: string) =>
    protect.mutate(
      { id, reason: reason.trim() },
      {
        onSuccess: () => {
          setPeople([]);
          setReason('');
        },
      },
    );
  return (
    <div className={styles.stack}>
      <div className={styles.ask}>
        <div className={`${styles.field} ${styles.long}`}>
          <span>{t('access.protected.who')}</span>
          <MemberPicker
            several={false}
            label={t('access.protected.who')}
            useFound={useMembers}
            value={people}
            onChange={setPeople}
          />
        </div>
        <div className={`${styles.field} ${styles.long}`}>
          <label htmlFor="protect-reason">{t('access.reason')}</label>
          <Input
            id="protect-reason"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
        <Button
          disabled={!member || reason.trim() === ''}
          loading={protect.isPending}
          onClick={() => member && add(member.id)}
        >
          {t('access.protected.add')}
        </Button>
      </div>
      {protect.error && <ProblemNote error={protect.error} />}
    </div>
  );
}

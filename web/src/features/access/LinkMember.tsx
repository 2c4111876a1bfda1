import Button from 'antd/es/button';
import { useState } from 'react';
import type { PartyRef } from '@/api/types';
import { ProblemNote } from '@/components/ProblemNote';
import { MemberPicker } from '@/features/scope/MemberPicker';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { useLinkMember, useMembers } from './queries';

/** Tells which member an operator is: nobody looks into conversations of their own. */
export function LinkMember({ id }: { id: string }) {
  const { t } = useTranslation();
  const link = useLinkMember(id);
  const [chosen, setChosen] = useState<PartyRef[]>([]);
  const [member] = chosen;
  return (
    <fieldset className={styles.fieldset}>
      <legend>{t('access.link.title')}</legend>
      <p className="quiet">{t('access.link.why')}</p>
      <MemberPicker
        several={false}
        label={t('access.link.title')}
        useFound={useMembers}
        value={chosen}
        onChange={setChosen}
      />
      {member && (
        <div>
          <Button loading={link.isPending} onClick={() => link.mutate(member.id)}>
            {t('access.link.action')}
          </Button>
        </div>
      )}
      {link.error && <ProblemNote error={link.error} />}
    </fieldset>
  );
}

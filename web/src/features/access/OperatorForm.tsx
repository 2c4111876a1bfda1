import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { PartyRef } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { ProblemNote } from '@/components/ProblemNote';
import { MemberPicker } from '@/features/scope/MemberPicker';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { bodyOf, lacking, newRight } from './draft';
import { useCreateOperator, useMembers } from './queries';
import { RightFields } from './RightFields';

/** Creates an operator with a first right; the password is shown once. */
export function OperatorForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [people, setPeople] = useState<PartyRef[]>([]);
  const [right, setRight] = useState(newRight);
  const create = useCreateOperator();
  const lacks = lacking(right);
  const isNamed = name.trim() !== '' && displayName.trim() !== '';
  const submit = () =>
    create.mutate({
      name: name.trim(),
      display_name: displayName.trim(),
      member: people[0]?.id ?? null,
      right: bodyOf(right),
    });
  const footer = create.data ? (
    <Button type="primary" onClick={onClose}>
      {t('access.create.done')}
    </Button>
  ) : (
    <div className={styles.actions}>
      <Button
        type="primary"
        disabled={!isNamed || lacks !== null}
        loading={create.isPending}
        onClick={submit}
      >
        {t('access.create.action')}
      </Button>
      <Button onClick={onClose}>{t('access.cancel')}</Button>
    </div>
  );
  return (
    <Drawer open size={560} title={t('access.create.open')} onClose={onClose} footer={footer}>
      {create.data ? (
        <div className={styles.form}>
          <p>{t('access.create.password', { name })}</p>
          <p className={styles.password} data-testid="first-password">
            {create.data.password}
          </p>
          <CopyButton text={create.data.password} label={t('access.create.copy')}>
            {t('access.create.copy')}
          </CopyButton>
        </div>
      ) : (
        <div className={styles.form}>
          <div className={styles.pair}>
            <div className={styles.field}>
              <label htmlFor="operator-display">{t('setUp.displayName')}</label>
              <Input
                id="operator-display"
                maxLength={64}
                value={displayName}
                onChange={(event) => setDisplayName(event.target.value)}
              />
            </div>
            <div className={styles.field}>
              <label htmlFor="operator-name">{t('access.create.name')}</label>
              <Input
                id="operator-name"
                maxLength={64}
                autoCapitalize="none"
                spellCheck={false}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            </div>
          </div>
          <fieldset className={styles.fieldset}>
            <legend>{t('access.link.title')}</legend>
            <p className="quiet">{t('access.link.why')}</p>
            <MemberPicker
              several={false}
              label={t('access.link.title')}
              useFound={useMembers}
              value={people}
              onChange={setPeople}
            />
          </fieldset>
          <RightFields right={right} onChange={setRight} />
          {lacks !== null && <Alert type="info" title={t(`access.lacks.${lacks}`)} />}
          {create.error && <ProblemNote error={create.error} />}
        </div>
      )}
    </Drawer>
  );
}

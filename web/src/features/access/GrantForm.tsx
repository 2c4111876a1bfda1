import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { bodyOf, lacking, newRight } from './draft';
import { PreviewLine } from './PreviewLine';
import { type Operator, useGrant } from './queries';
import { RightFields } from './RightFields';

interface Props {
  operator: Operator;
  onClose: () => void;
}

/** Grants an operator a right, after showing what it would open. */
export function GrantForm({ operator, onClose }: Props) {
  const { t } = useTranslation();
  const [right, setRight] = useState(newRight);
  const [isSeen, setSeen] = useState(false);
  const grant = useGrant(operator.id);
  const lacks = lacking(right);
  const change = (next: typeof right) => {
    setRight(next);
    setSeen(false);
  };
  return (
    <Drawer
      open
      size={520}
      title={t('access.grant.title', { name: operator.display_name })}
      onClose={onClose}
      footer={
        <div className={styles.actions}>
          <Button
            type="primary"
            disabled={lacks !== null}
            loading={grant.isPending}
            onClick={() => grant.mutate(bodyOf(right), { onSuccess: onClose })}
          >
            {t('access.grant.action')}
          </Button>
          <Button disabled={lacks !== null} onClick={() => setSeen(true)}>
            {t('access.grant.preview')}
          </Button>
          <Button onClick={onClose}>{t('access.cancel')}</Button>
        </div>
      }
    >
      <div className={styles.form}>
        <RightFields right={right} onChange={change} />
        {lacks !== null && <Alert type="info" title={t(`access.lacks.${lacks}`)} />}
        {isSeen && lacks === null && (
          <PreviewLine operator={operator.id} change={{ change: 'grant', right: bodyOf(right) }} />
        )}
        {grant.error && <ProblemNote error={grant.error} />}
      </div>
    </Drawer>
  );
}

import Button from 'antd/es/button';
import Drawer from 'antd/es/drawer';
import { lazy, Suspense, useState } from 'react';
import { Moment } from '@/components/Moment';
import { nameOf } from '@/components/party-words';
import { useMay, useSession } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { LinkMember } from './LinkMember';
import { type Assignment, type Operator, useDisable, useEndRight } from './queries';
import { ReasonDialog } from './ReasonDialog';
import { RightItem } from './RightItem';

const GrantForm = lazy(() => import('./GrantForm').then((module) => ({ default: module.GrantForm })));

interface Props {
  operator: Operator;
  onClose: () => void;
}

/** An operator with all rights: those that count, those to come, and those that ended. */
export function OperatorDrawer({ operator, onClose }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const self = useSession().operator.id === operator.id;
  const [doing, setDoing] = useState<'grant' | 'disable' | Assignment>();
  const mayChange = may('manage_access') && !self && operator.disabled_at === null;
  const close = () => setDoing(undefined);
  const ahead = operator.assignments.filter((right) => right.ahead);
  const past = operator.assignments.filter((right) => !right.ahead);
  return (
    <Drawer
      open
      size={560}
      title={operator.display_name}
      onClose={onClose}
      footer={
        mayChange && (
          <div className={styles.actions}>
            <Button type="primary" onClick={() => setDoing('grant')}>
              {t('access.grant.open')}
            </Button>
            <Button danger onClick={() => setDoing('disable')}>
              {t('access.disable.open')}
            </Button>
          </div>
        )
      }
    >
      <div className={styles.stack}>
        <p className="quiet">
          {operator.name} · {t('access.createdAt')} <Moment at={operator.created_at} />
        </p>
        {operator.disabled_at !== null && (
          <p>
            {t('access.disabledAt')} <Moment at={operator.disabled_at} />
          </p>
        )}
        {operator.member ? (
          <p>{t('access.isMember', { name: nameOf(operator.member) })}</p>
        ) : (
          mayChange && <LinkMember id={operator.id} />
        )}
        {self && may('manage_access') && <p className="quiet">{t('access.oneself')}</p>}
        <h2 className={styles.heading}>{t('access.rights')}</h2>
        {ahead.length === 0 && <p className="quiet">{t('access.noRight')}</p>}
        <ul className={styles.rows}>
          {ahead.map((right) => (
            <li key={right.id}>
              <RightItem right={right} onEnd={mayChange ? () => setDoing(right) : null} />
            </li>
          ))}
        </ul>
        {past.length > 0 && (
          <>
            <h2 className={styles.heading}>{t('access.past')}</h2>
            <ul className={styles.rows}>
              {past.map((right) => (
                <li key={right.id}>
                  <RightItem right={right} onEnd={null} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {doing === 'grant' && (
        <Suspense>
          <GrantForm operator={operator} onClose={close} />
        </Suspense>
      )}
      {doing === 'disable' && <DisableDialog operator={operator} onClose={close} />}
      {typeof doing === 'object' && <EndDialog operator={operator} right={doing} onClose={close} />}
    </Drawer>
  );
}

function DisableDialog({ operator, onClose }: Props) {
  const { t } = useTranslation();
  const disable = useDisable(operator.id);
  return (
    <ReasonDialog
      title={t('access.disable.title', { name: operator.display_name })}
      what={t('access.disable.what')}
      action={t('access.disable.action')}
      running={disable}
      onClose={onClose}
    />
  );
}

function EndDialog({ operator, right, onClose }: Props & { right: Assignment }) {
  const { t } = useTranslation();
  const end = useEndRight(right.id);
  return (
    <ReasonDialog
      title={t('access.end.title', { role: t(`operatorRole.${right.role}`) })}
      what={t('access.end.what')}
      action={t('access.end.action')}
      running={end}
      preview={{ operator: operator.id, change: { change: 'end', assignment: right.id } }}
      onClose={onClose}
    />
  );
}

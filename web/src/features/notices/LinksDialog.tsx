import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import { useState } from 'react';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { idsIn } from './ids';
import styles from './Notices.module.css';
import peopleStyles from './People.module.css';
import { useMakeLinks } from './queries';

/** Makes personal links. They are shown once: what is kept of them is a hash. */
export function LinksDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const make = useMakeLinks();
  const [members, setMembers] = useState('');
  const ids = idsIn(members);
  const links = make.data?.map((link) => ({
    ...link,
    url: new URL(link.url, globalThis.location.origin).href,
  }));
  return (
    <Modal
      open
      title={t('notices.links.title')}
      okText={links ? t('action.close') : t('notices.links.make', { count: ids.length })}
      okButtonProps={{ disabled: !links && ids.length === 0 }}
      confirmLoading={make.isPending}
      onOk={() => (links ? onClose() : make.mutate(ids))}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <p className="quiet">{t('notices.links.what')}</p>
        {!links && (
          <div className={styles.field}>
            <label htmlFor="link-members">{t('notices.paper.members')}</label>
            <Input.TextArea
              id="link-members"
              value={members}
              rows={2}
              onChange={(event) => setMembers(event.target.value)}
            />
          </div>
        )}
        {links && (
          <>
            <CopyButton
              text={links.map(({ member, url }) => `${member.name ?? member.id}\t${url}`).join('\n')}
              label={t('notices.links.copyAll')}
            >
              {t('notices.links.copyAll')}
            </CopyButton>
            <ul className={peopleStyles.people}>
              {links.map(({ member, url, expires_at }) => (
                <li key={member.id} className={peopleStyles.person}>
                  <div className={peopleStyles.personMain}>
                    <div>{member.name ?? member.id}</div>
                    <div className="quiet">
                      {t('notices.links.until')} <Moment at={expires_at} />
                    </div>
                  </div>
                  <CopyButton
                    text={url}
                    label={t('notices.links.copy', { name: member.name ?? member.id })}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
        {make.isError && <ProblemNote error={make.error} />}
      </div>
    </Modal>
  );
}

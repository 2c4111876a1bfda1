import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import type { Member } from './queries';
import { StandingTag } from './StandingTag';
import { Who } from './Who';
import { Written, WrittenHeads } from './Written';

interface Props {
  members: Member[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** Members with how they stand with the archive; on a phone each becomes a block. */
export function MemberTable({ members, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('directory.name')}</th>
            <th scope="col">{t('directory.department')}</th>
            <th scope="col">{t('directory.state')}</th>
            <th scope="col">{t('directory.covered')}</th>
            <WrittenHeads />
          </tr>
        </thead>
        <tbody data-rows>
          {members.map((member) => (
            <tr key={member.id} data-on={member.id === chosen} data-testid="member">
              <td>
                <Who kind="member" id={member.id} name={member.name} onOpen={() => onChoose(member.id)} />
              </td>
              <td>{member.departments.map(({ name }) => name).join(t('seats.comma')) || '—'}</td>
              <td>
                <StandingTag standing={member.standing} />
              </td>
              <td className="quiet">
                <Covered member={member} />
              </td>
              <Written of={member} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Which conversations are archived on what basis; and the consent, where that decides. */
export function Covered({ member: { internal, external, consent } }: { member: Member }) {
  const { t } = useTranslation();
  const parts = [
    internal && t('directory.internalBy', { mode: t(`directory.mode.${internal}`) }),
    external && t('directory.externalBy', { mode: t(`directory.mode.${external}`) }),
    [internal, external].includes('consent') && t(`notices.consent.${consent}`),
  ].filter(Boolean);
  return <>{parts.length > 0 ? parts.join(' · ') : '—'}</>;
}

import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import peopleStyles from './People.module.css';
import type { Person } from './queries';

/** Where one member stands. */
export function PersonRow({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { member, standing, answered_at, how, sent_at, times_sent } = person;
  return (
    <li className={peopleStyles.person}>
      <PartyAvatar kind="member" name={member.name ?? member.id} />
      <div className={peopleStyles.personMain}>
        <div>
          {member.name ?? member.id} <span className="quiet mono">{member.id}</span>
        </div>
        <div className="quiet">
          {t(`notices.standing.${standing}`)}
          {answered_at !== null && how && (
            <>
              {' · '}
              <Moment at={answered_at} /> · {t(`notices.how.${how}`)}
            </>
          )}
          {answered_at === null && sent_at !== null && (
            <>
              {' · '}
              {t('notices.sentTimes', { count: times_sent })} <Moment at={sent_at} />
            </>
          )}
        </div>
      </div>
      <span className={styles.tag}>{t(`notices.consent.${person.consent}`)}</span>
    </li>
  );
}

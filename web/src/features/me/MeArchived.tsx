import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import { MeStanding } from './MeStanding';
import type { Me } from './queries';

/** Whether the member is archived by the rules, what is there of theirs, and what a refusal does. */
export function MeArchived({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { seen, since, until, messages, conversations } = me.archived;
  return (
    <section className={styles.section} data-testid="archived">
      {me.archived.standing && <MeStanding standing={me.archived.standing} />}
      <h2>{t(seen ? 'me.seen' : 'me.notSeen')}</h2>
      {seen && since !== null && until !== null ? (
        <dl className={styles.facts}>
          <div>
            <dt>{t('me.since')}</dt>
            <dd>
              <Moment at={since} />
            </dd>
          </div>
          <div>
            <dt>{t('me.until')}</dt>
            <dd>
              <Moment at={until} />
            </dd>
          </div>
          <div>
            <dt>{t('me.conversations')}</dt>
            <dd>
              <Count value={conversations} />
            </dd>
          </div>
          <div>
            <dt>{t('me.messages')}</dt>
            <dd>
              <Count value={messages} />
            </dd>
          </div>
        </dl>
      ) : (
        <p className="quiet">{t('me.notSeenWhy')}</p>
      )}
      <dl className={styles.facts}>
        <div>
          <dt>{t('me.consent')}</dt>
          <dd>{t(`notices.consent.${me.consent}`)}</dd>
        </div>
        <div>
          <dt>{t('me.basis')}</dt>
          <dd>{t(`notices.ruleChoice.basis.${me.rule.basis}`)}</dd>
        </div>
        <div>
          <dt>{t('me.refusal')}</dt>
          <dd>{t(`notices.ruleChoice.member.${me.rule.member}`)}</dd>
        </div>
      </dl>
      {me.rule.note && <p className={styles.text}>{me.rule.note}</p>}
    </section>
  );
}

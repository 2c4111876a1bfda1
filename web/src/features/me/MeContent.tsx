import Button from 'antd/es/button';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import { MeArchived } from './MeArchived';
import { MeDecisions } from './MeDecisions';
import { MeNoticeCard } from './MeNoticeCard';
import { MeQuestions } from './MeQuestions';
import { type Me, useLeave } from './queries';

/** What a member sees of their own: archived or not, by which notice, what was decided, what was asked. */
export function MeContent({ me }: { me: Me }) {
  const { t } = useTranslation();
  const leave = useLeave();
  return (
    <>
      <h1 className={styles.title}>{t('me.hello', { name: me.member.name ?? me.member.id })}</h1>
      <MeArchived me={me} />
      <section className={styles.section}>
        <h2>{t('me.notices')}</h2>
        {me.notices.length === 0 && <p className="quiet">{t('me.noNotices')}</p>}
        {me.notices.map((notice) => (
          <MeNoticeCard key={notice.id} notice={notice} consent={me.consent} />
        ))}
      </section>
      <MeQuestions questions={me.questions} />
      <MeDecisions decisions={me.decisions} />
      <Button type="text" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t('me.leave')}
      </Button>
    </>
  );
}

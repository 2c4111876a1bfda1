import Button from 'antd/es/button';
import Popconfirm from 'antd/es/popconfirm';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import { type Me, type MeAnswer, type MeNotice, useAnswer } from './queries';
import { textIn } from './text-in';

interface Props {
  notice: MeNotice;
  consent: Me['consent'];
}

const ANSWER = 'notices.answer';

/** A notice, whole, and what the member can do with it. */
export function MeNoticeCard({ notice, consent }: Props) {
  const { t, i18n } = useTranslation();
  const answer = useAnswer();
  const { title, body, lang } = textIn(notice.text, i18n.language);
  const wish = (what: MeAnswer['wish']) =>
    answer.mutate({ notice: notice.id, version: notice.version, wish: what });
  const asksConsent = notice.asks === 'consent';
  const mayConfirm = notice.answer !== 'confirmed' || (asksConsent && consent !== 'agreed');
  const mayWithdraw = asksConsent && consent === 'agreed';
  const mayDecline = !mayWithdraw && notice.answer !== 'declined';
  return (
    <article className={styles.notice} data-testid="me-notice">
      <h3 lang={lang}>{title}</h3>
      <p className="quiet">
        V{notice.version} · <Moment at={notice.published_at} />
      </p>
      <p className={styles.text} lang={lang}>
        {body}
      </p>
      {notice.answer && notice.answered_at !== null && (
        <p className={styles.answered} role="status">
          {t(`${ANSWER}.${notice.asks}.${notice.answer}`)} · <Moment at={notice.answered_at} />
        </p>
      )}
      {answer.isError && <ProblemNote error={answer.error} />}
      <div className={styles.actions}>
        {mayConfirm && (
          <Button type="primary" size="large" loading={answer.isPending} onClick={() => wish('confirm')}>
            {t(`me.confirm.${notice.asks}`)}
          </Button>
        )}
        {mayDecline && (
          <Button size="large" loading={answer.isPending} onClick={() => wish('decline')}>
            {t(`me.decline.${notice.asks}`)}
          </Button>
        )}
        {mayWithdraw && (
          <Popconfirm
            title={t('me.withdraw')}
            description={t('me.withdrawWhat')}
            okText={t('me.withdraw')}
            onConfirm={() => wish('withdraw')}
          >
            <Button size="large" loading={answer.isPending}>
              {t('me.withdraw')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </article>
  );
}

import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import pageStyles from '@/components/Page.module.css';
import { PageHeader } from '@/components/PageHeader';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { REGISTER_FILE, type Register, useRegister } from './queries';
import { RegisterEntries } from './RegisterEntries';

/** The register for whoever inspects: on the screen, on paper, as a file. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useRegister();
  return (
    <div className={`${pageStyles.page} ${styles.register}`}>
      <PageHeader
        title={t('notices.register.title')}
        purpose={t('notices.register.purpose')}
        action={
          <div className={styles.actions} data-screen-only>
            <Link to="/admin/notices" className={styles.link}>
              {t('page.notices')}
            </Link>
            <Button href={REGISTER_FILE} download="huicun-notice-register.csv">
              {t('notices.register.csv')}
            </Button>
            <Button type="primary" disabled={!data} onClick={() => globalThis.print()}>
              {t('notices.register.print')}
            </Button>
          </div>
        }
      />
      {isPending && <RowSkeleton rows={6} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data && <Sheet register={data} />}
    </div>
  );
}

function Sheet({ register }: { register: Register }) {
  const { t, i18n } = useTranslation();
  const { rule, notices, entries, entry_count, customers } = register;
  return (
    <div className={styles.parts}>
      <p>
        {register.corp} · {t('notices.register.drawn')} <Moment at={register.drawn_at} /> ·{' '}
        {register.drawn_by}
      </p>
      <section>
        <h2 className={styles.sectionTitle}>{t('notices.register.basis')}</h2>
        <p>
          {t(`notices.ruleChoice.basis.${rule.basis}`)}
          {t('list.comma')}
          {t(`notices.ruleChoice.member.${rule.member}`)}
          {t('list.comma')}
          {t(`notices.ruleChoice.customer.${rule.customer}`)}
        </p>
        {rule.note && <p className={styles.text}>{rule.note}</p>}
      </section>
      <section>
        <h2 className={styles.sectionTitle}>{t('notices.register.notices')}</h2>
        {notices.length === 0 && <p className="quiet">{t('notices.register.noNotices')}</p>}
        {notices.map(({ name, kind, version, figures }) => (
          <article key={`${name} ${version.sha256} ${version.version}`} className={styles.card}>
            <header className={styles.cardHead}>
              <strong>
                {name} V{version.version}
              </strong>
              <span>{t(`notices.kind.${kind}`)}</span>
              {version.published_at !== null && <Moment at={version.published_at} />}
            </header>
            <p className={styles.text}>{version.text.body_zh}</p>
            {figures && (
              <p>
                {(['recipients', 'sent', 'confirmed', 'declined', 'without'] as const).map((figure) => (
                  <span key={figure} className={styles.figure}>
                    {t(`notices.figure.${figure}`)} <Count value={figures[figure]} />
                  </span>
                ))}
              </p>
            )}
            <p className={`${styles.hash} mono`}>SHA-256 {version.sha256}</p>
          </article>
        ))}
      </section>
      <section>
        <h2 className={styles.sectionTitle}>{t('notices.register.customers')}</h2>
        <p>
          {customers.map(({ state, count }) => (
            <span key={state} className={styles.figure}>
              {t(`notices.customerState.${state}`)} <Count value={count} />
            </span>
          ))}
        </p>
      </section>
      <section>
        <h2 className={styles.sectionTitle}>{t('notices.register.entries')}</h2>
        {entry_count > entries.length && (
          <p className="quiet">
            {t('notices.register.cut', {
              shown: formatCount(entries.length, i18n.language),
              total: formatCount(entry_count, i18n.language),
            })}
          </p>
        )}
        <RegisterEntries entries={entries} />
      </section>
    </div>
  );
}

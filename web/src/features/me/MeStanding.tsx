import { Moment } from '@/components/Moment';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import type { Me } from './queries';

type Standing = NonNullable<Me['archived']['standing']>;

/** Whether the member is archived now: which conversations, on what basis, by which rules. */
export function MeStanding({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const { archived, since, internal, external, rules } = standing;
  const isAsked = internal !== null || external !== null;
  const verdict = archived ? 'archivedNow' : isAsked ? 'archivedAsked' : 'archivedNot';
  return (
    <>
      <h2 data-testid="standing">{t(`me.standing.${verdict}`)}</h2>
      {rules.length === 0 && <p className="quiet">{t('me.standing.noRule')}</p>}
      {rules.length > 0 && (
        <dl className={styles.facts}>
          <div>
            <dt>{t('scope.form.internal')}</dt>
            <dd>{t(`me.standing.modes.${internal ?? 'none'}`)}</dd>
          </div>
          <div>
            <dt>{t('scope.form.external')}</dt>
            <dd>{t(`me.standing.modes.${external ?? 'none'}`)}</dd>
          </div>
          {since !== null && (
            <div>
              <dt>{t('me.standing.sinceScope')}</dt>
              <dd>
                <Moment at={since} />
              </dd>
            </div>
          )}
          {rules.map((rule) => (
            <div key={`${rule.by} ${rule.name} ${rule.from} ${rule.mode}`}>
              <dt>{t('me.standing.by')}</dt>
              <dd>
                {t(`me.standing.ground.${rule.by}`, { name: rule.name ?? '' })}
                <span className="quiet">
                  {' · '}
                  {t('me.standing.ruleFrom')} <Moment at={rule.from} />
                  {rule.until !== null && (
                    <>
                      {' '}
                      {t('me.standing.ruleUntil')} <Moment at={rule.until} />
                    </>
                  )}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

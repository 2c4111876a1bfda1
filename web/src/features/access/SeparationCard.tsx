import Button from 'antd/es/button';
import { ProblemNote } from '@/components/ProblemNote';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { type Operators, useSeparate } from './queries';

/** Whether duties are separated, and whose are not. */
export function SeparationCard({ view }: { view: Operators }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const separate = useSeparate();
  const list = new Intl.ListFormat(i18n.language, { style: 'narrow' });
  const other = view.separation === 'strict' ? 'small_team' : 'strict';
  const nameOf = (id: string) => view.operators.find((operator) => operator.id === id)?.display_name ?? id;
  return (
    <section className={styles.card} aria-label={t('access.separation.title')}>
      <div className={styles.line}>
        <h2 className={styles.heading}>{t(`access.separation.${view.separation}.title`)}</h2>
        {may('manage_access') && (
          <Button
            size="small"
            loading={separate.isPending}
            disabled={other === 'strict' && view.merged.length > 0}
            onClick={() => separate.mutate(other)}
          >
            {t(`access.separation.${other}.choose`)}
          </Button>
        )}
      </div>
      <p className="quiet">{t(`access.separation.${view.separation}.what`)}</p>
      {view.merged.length > 0 && (
        <ul>
          {view.merged.map(({ operator, roles }) => (
            <li key={operator}>
              {t('access.separation.merged', {
                name: nameOf(operator),
                roles: list.format(roles.map((role) => t(`operatorRole.${role}`))),
              })}
            </li>
          ))}
        </ul>
      )}
      {separate.error && <ProblemNote error={separate.error} />}
    </section>
  );
}

import { Count } from '@/components/Count';
import { useTranslation } from '@/i18n/use-translation';
import type { Reconcile } from './queries';
import styles from './Scope.module.css';

/** How many are in scope, how many seats there are, and how many seats work. */
export function SeatFigures({ found }: { found: Reconcile }) {
  const { t, i18n } = useTranslation();
  const { bought, effective, by_edition: byEdition } = found.seats;
  const editions = byEdition.map(({ edition, seats }) =>
    t('scope.seats.ofEdition', {
      edition: t(`service.editions.${edition}`),
      n: seats.toLocaleString(i18n.language),
    }),
  );
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{t('scope.seats.archived')}</dt>
        <dd>
          <Count value={found.archived} />
        </dd>
      </div>
      <div>
        <dt>{t('scope.seats.boughtTitle')}</dt>
        <dd>
          {bought ? <Count value={bought.seats} /> : '—'}
          {bought && <span className="quiet"> {t(`service.editions.${bought.edition}`)}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('scope.seats.effective')}</dt>
        <dd>
          <Count value={effective} />
          {editions.length > 0 && <span className="quiet"> {editions.join(t('list.comma'))}</span>}
        </dd>
      </div>
      <div>
        <dt>{t('scope.seats.missing')}</dt>
        <dd data-tone={found.missing_total > 0 ? 'warning' : 'good'} data-testid="missing">
          <Count value={found.missing_total} />
        </dd>
      </div>
    </dl>
  );
}

import { Link } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import { useMay } from '@/features/session/queries';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import type { ScopeSeats } from './queries';
import styles from './Scope.module.css';

/** What a scope takes of the seats: by edition, and set against what was bought. */
export function SeatNeeds({ seats }: { seats: ScopeSeats }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const n = (value: number) => formatCount(value, i18n.language);
  const needed = seats.needed.map(({ edition, seats: count }) =>
    t('scope.seats.ofEdition', { edition: t(`service.editions.${edition}`), n: n(count) }),
  );
  return (
    <div className={styles.group}>
      <p data-testid="seats">
        {t('scope.seats.needs')} {needed.length > 0 ? needed.join(t('list.comma')) : n(0)}
        {' · '}
        {seats.bought
          ? t('scope.seats.bought', {
              edition: t(`service.editions.${seats.bought.edition}`),
              n: n(seats.bought.seats),
            })
          : t('scope.seats.noneBought')}
      </p>
      {seats.bought && seats.lacking > 0 && (
        <Alert
          type="warning"
          title={t('scope.seats.lacking', { count: seats.lacking, n: n(seats.lacking) })}
          action={may('manage_service') && <Link to="/admin/service">{t('scope.remedy.buy')}</Link>}
        />
      )}
    </div>
  );
}

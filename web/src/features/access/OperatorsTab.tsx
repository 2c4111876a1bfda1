import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { PartyAvatar } from '@/components/PartyAvatar';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import type { Operator, Operators } from './queries';
import { SeparationCard } from './SeparationCard';
import { useScopeWords } from './scope-words';

const OperatorDrawer = lazy(() =>
  import('./OperatorDrawer').then((module) => ({ default: module.OperatorDrawer })),
);

/** All operators, with the rights that count. */
export function OperatorsTab({ view }: { view: Operators }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { operator: chosen } = useSearch({ from: '/shell/admin/access' });
  const shown = view.operators.find(({ id }) => id === chosen);
  const open = (operator: string | undefined) =>
    void navigate({ to: '/admin/access', search: { tab: 'operators', operator } });
  return (
    <div className={styles.stack}>
      <SeparationCard view={view} />
      <ul className={styles.rows} aria-label={t('access.tab.operators')}>
        {view.operators.map((operator) => (
          <li key={operator.id}>
            <OperatorLine operator={operator} onOpen={() => open(operator.id)} />
          </li>
        ))}
      </ul>
      {shown && (
        <Suspense>
          <OperatorDrawer key={shown.id} operator={shown} onClose={() => open(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

function OperatorLine({ operator, onOpen }: { operator: Operator; onOpen: () => void }) {
  const { t } = useTranslation();
  const words = useScopeWords();
  const live = operator.assignments.filter((right) => right.live);
  return (
    <button type="button" className={styles.row} data-testid="operator" onClick={onOpen}>
      <PartyAvatar kind="member" name={operator.display_name} />
      <span className={styles.who}>
        <span className={`${styles.name} one-line`}>{operator.display_name}</span>
        <span className="quiet one-line">{operator.name}</span>
      </span>
      <span className={styles.rights}>
        {live.map((right) => (
          <span key={right.id} className="one-line">
            {t(`operatorRole.${right.role}`)} <span className="quiet">{words(right)}</span>
          </span>
        ))}
        {live.length === 0 && <span className="quiet">{t('access.noRight')}</span>}
      </span>
      <span className="quiet">{operator.disabled_at !== null && t('access.disabled')}</span>
    </button>
  );
}

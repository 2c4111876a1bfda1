import { Link } from '@tanstack/react-router';
import type { Overview } from '@/api/types';
import { Moment } from '@/components/Moment';
import { useMay } from '@/features/session/queries';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard, type Tone } from './AttentionCard';
import styles from './Overview.module.css';

type Figures = NonNullable<Overview['scope']>;

function toneOf(scope: Figures): Tone {
  if (scope.alarm) return 'danger';
  return scope.missing > 0 || scope.failing ? 'warning' : 'good';
}

/** How many people are in scope and not archived. */
export function ScopeCard({ scope }: { scope: Overview['scope'] }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const words = (value: number) => ({ count: value, n: formatCount(value, i18n.language) });
  const title = t('scope.card.title');
  if (!scope || scope.at === null) {
    return (
      <AttentionCard title={title} value={t('scope.card.unknown')}>
        <p className={styles.note}>{scope?.failing ? scope.failing.title : t('scope.card.unknownWhy')}</p>
      </AttentionCard>
    );
  }
  if (!scope.ruled) {
    return (
      <AttentionCard title={title} value={t('scope.unruled')}>
        <p className={styles.note}>{t('scope.unruledWhy')}</p>
        {may('manage_scope') && (
          <p className={styles.note}>
            <Link to="/admin/scope">{t('scope.card.set')}</Link>
          </p>
        )}
      </AttentionCard>
    );
  }
  return (
    <AttentionCard
      title={title}
      value={scope.missing === 0 ? t('scope.card.none') : t('scope.card.count', words(scope.missing))}
      tone={toneOf(scope)}
    >
      <p className={styles.note}>
        {t('scope.card.of', words(scope.archived))}
        <br />
        {t('scope.card.at')} <Moment at={scope.at} />
        {scope.failing && (
          <>
            <br />
            {scope.failing.title}
          </>
        )}
      </p>
      {may('manage_scope') && scope.missing > 0 && (
        <p className={styles.note}>
          <Link to="/admin/scope" search={{ tab: 'seats' }}>
            {t('scope.card.open')}
          </Link>
        </p>
      )}
    </AttentionCard>
  );
}

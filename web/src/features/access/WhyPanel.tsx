import { ProblemNote } from '@/components/ProblemNote';
import { useSession } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Access.module.css';
import { useExplanation } from './queries';
import { RightItem } from './RightItem';

/** By which rights the operator sees a conversation. */
export function WhyPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const { operator } = useSession();
  const { data, error } = useExplanation({ conversation: id, operator: operator.id, at: undefined });
  if (error) return <ProblemNote error={error} />;
  const findings = data?.operators[0]?.findings.filter(({ reason }) => reason === 'granted') ?? [];
  return (
    <ul className={styles.rows} aria-label={t('details.why')}>
      {findings.map(({ right }) => (
        <li key={right.id}>
          <RightItem right={right} onEnd={null} />
        </li>
      ))}
    </ul>
  );
}

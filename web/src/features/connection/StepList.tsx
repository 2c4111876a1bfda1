import { Link } from '@tanstack/react-router';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { Step, StepView } from './queries';
import { StepState } from './StepState';

interface Props {
  steps: StepView[];
  current: Step;
}

/** The steps and where each stands, beside the one that is looked at. */
export function StepList({ steps, current }: Props) {
  const { t } = useTranslation();
  return (
    <nav className={styles.list} aria-label={t('connection.steps')}>
      <ol>
        {steps.map(({ step, state, required }, at) => (
          <li key={step}>
            <Link
              to="/admin/connection"
              search={{ step }}
              className={styles.entry}
              aria-current={step === current ? 'step' : undefined}
            >
              <span className={styles.number}>{at + 1}</span>
              <span className={styles.name}>
                {t(`connection.step.${step}`)}
                {!required && <span className="quiet"> {t('connection.optional')}</span>}
              </span>
              <StepState state={state} />
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

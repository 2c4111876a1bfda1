import { useNavigate } from '@tanstack/react-router';
import Select from 'antd/es/select';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { Step, StepView } from './queries';

interface Props {
  steps: StepView[];
  current: Step;
}

/** The steps in one line, where there is no room for a list. */
export function StepPicker({ steps, current }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Select<Step>
      className={styles.picker}
      aria-label={t('connection.steps')}
      value={current}
      onChange={(step) => void navigate({ to: '/admin/connection', search: { step } })}
      options={steps.map(({ step, state }, at) => ({
        value: step,
        label: `${at + 1}. ${t(`connection.step.${step}`)} · ${t(`connection.state.${state}`)}`,
      }))}
    />
  );
}

import CheckCircleFilled from '@ant-design/icons/es/icons/CheckCircleFilled';
import ClockCircleOutlined from '@ant-design/icons/es/icons/ClockCircleOutlined';
import CloseCircleFilled from '@ant-design/icons/es/icons/CloseCircleFilled';
import EditOutlined from '@ant-design/icons/es/icons/EditOutlined';
import MinusCircleOutlined from '@ant-design/icons/es/icons/MinusCircleOutlined';
import type { ReactNode } from 'react';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { StepView } from './queries';

const ICONS: Record<StepView['state'], ReactNode> = {
  missing: <MinusCircleOutlined />,
  unchecked: <EditOutlined />,
  passed: <CheckCircleFilled />,
  waiting: <ClockCircleOutlined />,
  failed: <CloseCircleFilled />,
};

/** Where a step stands, as a mark with words. */
export function StepState({ state }: { state: StepView['state'] }) {
  const { t } = useTranslation();
  const words = t(`connection.state.${state}`);
  return (
    <span className={styles.mark} data-state={state} title={words}>
      <span aria-hidden>{ICONS[state]}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

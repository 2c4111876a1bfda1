import Select from 'antd/es/select';
import { useTranslation } from '@/i18n/use-translation';
import type { SearchParams } from './params';
import styles from './Search.module.css';

interface Props {
  params: SearchParams;
  onChange: (direction: SearchParams['direction']) => void;
}

/** Sent or received, seen from the chosen person; without one there is no side to see it from. */
export function DirectionChoice({ params, onChange }: Props) {
  const { t } = useTranslation();
  const seenFrom = params.member ?? params.contact;
  return (
    <span title={seenFrom ? undefined : t('search.direction.why')} className={styles.choice}>
      <Select
        style={{ width: '100%' }}
        allowClear
        disabled={!seenFrom}
        value={(seenFrom ? params.direction : undefined) ?? null}
        placeholder={t('search.direction.label')}
        aria-label={t('search.direction.label')}
        options={(['sent', 'received'] as const).map((value) => ({
          value,
          label: t(`search.direction.${value}`),
        }))}
        onChange={(direction) => onChange(direction ?? undefined)}
      />
    </span>
  );
}

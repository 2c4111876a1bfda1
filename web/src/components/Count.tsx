import { useTranslation } from 'react-i18next';
import { formatCount } from '@/format/numbers';

/** A number of things. */
export function Count({ value }: { value: number }) {
  const { i18n } = useTranslation();
  return <span className="numbers">{formatCount(value, i18n.language)}</span>;
}

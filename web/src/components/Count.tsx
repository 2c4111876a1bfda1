import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';

/** A number of things. */
export function Count({ value }: { value: number }) {
  const { i18n } = useTranslation();
  return <span className="numbers">{formatCount(value, i18n.language)}</span>;
}

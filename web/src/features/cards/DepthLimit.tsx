import { useTranslation } from '@/i18n/use-translation';

/** Stands for what is nested too deep to be laid out. */
export function DepthLimit() {
  const { t } = useTranslation();
  return <span className="quiet">{t('card.tooDeep')}</span>;
}

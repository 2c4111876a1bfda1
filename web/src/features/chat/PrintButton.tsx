import PrinterOutlined from '@ant-design/icons/es/icons/PrinterOutlined';
import type { MessageView } from '@/api/types';
import iconStyles from '@/components/IconLink.module.css';
import { useTranslation } from '@/i18n/use-translation';

interface Props {
  /** What is loaded around the view; nothing while that is still being read. */
  loaded: () => MessageView[];
  print: (messages: MessageView[]) => void;
}

/** Prints what is loaded around the place that is read; whole conversations are exported as PDF. */
export function PrintButton({ loaded, print }: Props) {
  const { t } = useTranslation();
  const printLoaded = () => {
    const messages = loaded();
    if (messages.length > 0) print(messages);
  };
  return (
    <button
      type="button"
      className={iconStyles.link}
      title={t('print.loaded')}
      aria-label={t('print.loaded')}
      onClick={printLoaded}
    >
      <PrinterOutlined aria-hidden />
    </button>
  );
}

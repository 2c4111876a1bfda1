import PrinterOutlined from '@ant-design/icons/es/icons/PrinterOutlined';
import { useQueryClient } from '@tanstack/react-query';
import type { MessageView } from '@/api/types';
import iconStyles from '@/components/IconLink.module.css';
import { useTranslation } from '@/i18n/use-translation';
import { flatten, type Start } from './paging';
import type { MessagePages } from './queries';
import { keyOf, type Timeline } from './timeline';

interface Props {
  timeline: Timeline;
  start: Start;
  print: (messages: MessageView[]) => void;
}

/** Prints what is loaded around the place that is read; whole conversations are exported as PDF. */
export function PrintButton({ timeline, start, print }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const loaded = () => flatten(client.getQueryData<MessagePages>(keyOf(timeline, start))?.pages ?? []);
  return (
    <button
      type="button"
      className={iconStyles.link}
      title={t('print.loaded')}
      aria-label={t('print.loaded')}
      onClick={() => print(loaded())}
    >
      <PrinterOutlined aria-hidden />
    </button>
  );
}

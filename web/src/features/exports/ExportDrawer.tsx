import Drawer from 'antd/es/drawer';
import type { ExportJob } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { ExportFacts } from './ExportFacts';
import { exportTitle } from './export-words';

interface Props {
  job: ExportJob | undefined;
  onClose: () => void;
}

/** Everything about one export, the list still beside it. */
export function ExportDrawer({ job, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer open={job !== undefined} title={job && exportTitle(job, t)} onClose={onClose} size={420}>
      {job && <ExportFacts job={job} />}
    </Drawer>
  );
}

import DownloadOutlined from '@ant-design/icons/es/icons/DownloadOutlined';
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import type { SearchRequest } from '@/api/types';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';

const ExportDialog = lazy(() =>
  import('@/features/exports/ExportDialog').then((module) => ({ default: module.ExportDialog })),
);

interface Props {
  request: SearchRequest;
  /** How many messages would be exported; unknown before anything was found. */
  total: number | undefined;
}

/** Takes the hits away as a file. */
export function ExportButton({ request, total }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const [state, setState] = useState<'unused' | 'open' | 'closed'>('unused');
  if (!may('export')) return null;
  return (
    <span title={total ? undefined : t('export.nothing')}>
      <Button
        type="primary"
        icon={<DownloadOutlined aria-hidden />}
        disabled={!total}
        onClick={() => setState('open')}
      >
        {t('export.action')}
      </Button>
      {state !== 'unused' && (
        <Suspense>
          <ExportDialog
            open={state === 'open'}
            request={request}
            total={total ?? 0}
            onClose={() => setState('closed')}
          />
        </Suspense>
      )}
    </span>
  );
}

import type { SearchRequest } from '@/api/types';
import { formatBytes, formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { useExportEstimate } from './queries';

/** How many files an archive will hold, and how large they are; "at least" where not all messages were looked at. */
export function ExportSize({ search }: { search: SearchRequest }) {
  const { t, i18n } = useTranslation();
  const { data, isError } = useExportEstimate(search);
  if (isError) return null;
  if (!data) return <p role="status">{t('export.counting')}</p>;
  const { files, complete } = data;
  const n = formatCount(files.kept, i18n.language);
  const missing = formatCount(files.missing, i18n.language);
  return (
    <p role="status">
      {t(complete ? 'export.files' : 'export.filesAtLeast', {
        count: files.kept,
        n,
        size: formatBytes(files.bytes),
      })}
      {files.missing > 0 && t('export.filesMissing', { count: files.missing, n: missing })}
    </p>
  );
}

import type { TFunction } from 'i18next';
import type { ExportJob } from '@/api/types';

/** What an export is about: its words, else its file's name. */
export function exportTitle(job: ExportJob, t: TFunction): string {
  const { q } = job.search;
  return q ? t('exports.ofQuery', { q }) : job.file_name;
}

/** How many filters an export has besides its words; a beginning and an end are one. */
export function filterCount({ search }: Pick<ExportJob, 'search'>): number {
  const { member, contact, party, sender, conversation, kinds, from, to, side, direction, recalled } = search;
  const set = [
    member,
    contact,
    party,
    sender,
    conversation,
    kinds?.length,
    from ?? to,
    side,
    direction,
    recalled,
  ];
  return set.filter((value) => value !== undefined && value !== null && value !== 0).length;
}

/** How far an export is, from 0 to 100; null where that is not known yet. */
export function percentOf(job: Pick<ExportJob, 'rows_done' | 'rows_total'>): number | null {
  if (job.rows_total === null) return null;
  if (job.rows_total === 0) return 100;
  return Math.min(100, Math.floor((job.rows_done / job.rows_total) * 100));
}

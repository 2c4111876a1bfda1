import type { Overview } from '@/api/types';
import { formatBytes } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { AttentionCard, type Tone } from './AttentionCard';
import styles from './Overview.module.css';

type Disk = NonNullable<Overview['disk']>;

const TONES: Record<Disk['room'], Tone> = {
  plenty: 'good',
  short: 'warning',
  no_previews: 'warning',
  no_files: 'danger',
};

/** How much room the disk has, and what was given up where it runs short. */
export function DiskCard({ disk }: { disk: Disk }) {
  const { t } = useTranslation();
  const share = Math.min(100, (disk.free / Math.max(1, disk.size)) * 100);
  const tone = TONES[disk.room];
  return (
    <AttentionCard
      title={t('overview.disk')}
      value={t('overview.diskFree', { free: formatBytes(disk.free) })}
      tone={tone}
    >
      <div className={styles.window} aria-hidden>
        <div className={styles.windowRest} data-tone={tone} style={{ width: `${share}%` }} />
      </div>
      <p className={styles.note}>{t(`overview.diskRoom.${disk.room}`, { size: formatBytes(disk.size) })}</p>
    </AttentionCard>
  );
}

import PauseCircleFilled from '@ant-design/icons/es/icons/PauseCircleFilled';
import PlayCircleFilled from '@ant-design/icons/es/icons/PlayCircleFilled';
import type { FileSound } from '@/api/types';
import { formatPlaying } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { usePlayer } from './use-player';
import styles from './VoicePlayer.module.css';
import { Waveform } from './Waveform';

/** The narrowest player, and how much each second widens it, in pixels. */
const NARROWEST = 200;
const PER_SECOND = 3;
const WIDEST = 360;

/** A voice message: played, sought in its waveform, at another speed. */
export function VoicePlayer({ sound, label }: { sound: FileSound; label: string }) {
  const { t } = useTranslation();
  const player = usePlayer(sound.duration_ms / 1000);
  const width = Math.min(WIDEST, NARROWEST + (sound.duration_ms / 1000) * PER_SECOND);
  return (
    <div className={styles.player} style={{ width }}>
      <audio ref={player.audio} src={sound.url} preload="none" {...player.events} />
      <button
        type="button"
        className={styles.toggle}
        aria-label={`${player.playing ? t('file.pause') : t('file.play')} ${label}`}
        onClick={player.toggle}
      >
        {player.playing ? <PauseCircleFilled aria-hidden /> : <PlayCircleFilled aria-hidden />}
      </button>
      <Waveform
        peaks={sound.peaks}
        seconds={player.length}
        at={player.at}
        label={label}
        onSeek={player.seek}
      />
      <span className={`${styles.time} numbers`}>
        {formatPlaying(player.playing || player.at > 0 ? player.at : player.length)}
      </span>
      <button
        type="button"
        className={`${styles.speed} numbers`}
        aria-label={t('file.speed', { speed: player.speed })}
        onClick={player.faster}
      >
        {`${player.speed}×`}
      </button>
      {player.failed && (
        <span role="alert" className={styles.failed}>
          {t('file.notPlayed')}
        </span>
      )}
    </div>
  );
}

import type { KeyboardEvent, MouseEvent } from 'react';
import { formatPlaying } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './VoicePlayer.module.css';

interface Props {
  /** How loud it is along its length, each from 0 to 255. */
  peaks: number[];
  seconds: number;
  at: number;
  label: string;
  onSeek: (seconds: number) => void;
}

/** How many bars are drawn. */
const BARS = 48;
/** The lowest bar, in percent, so that silence is seen too. */
const LOWEST = 10;
/** How far an arrow key goes, in seconds. */
const STEP = 2;

/** How loud it is along its length; a click or an arrow key goes there. */
export function Waveform({ peaks, seconds, at, label, onSeek }: Props) {
  const { t } = useTranslation();
  const share = seconds > 0 ? at / seconds : 0;
  const click = (event: MouseEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onSeek(((event.clientX - left) / Math.max(1, width)) * seconds);
  };
  const press = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + STEP, ArrowLeft: at - STEP, Home: 0, End: seconds }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(to);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={styles.wave}
      aria-label={t('file.position', { name: label })}
      aria-valuemin={0}
      aria-valuemax={Math.round(seconds)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={formatPlaying(at)}
      onClick={click}
      onKeyDown={press}
    >
      {barsOf(peaks).map((height, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars of a waveform never move
          key={index}
          className={styles.bar}
          data-played={index / BARS < share}
          style={{ height: `${height}%` }}
        />
      ))}
    </div>
  );
}

/** The heights of the bars in percent: the loudest of the peaks that each stands for. */
export function barsOf(peaks: number[]): number[] {
  return Array.from({ length: BARS }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / BARS);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / BARS));
    const loudest = Math.max(0, ...peaks.slice(from, to));
    return Math.round(LOWEST + (loudest / 255) * (100 - LOWEST));
  });
}

import { useEffect, useRef, useState } from 'react';

/** How fast sound is played, one after the other. */
const SPEEDS = [1, 1.25, 1.5, 2];

/** What is playing now: one at a time. */
let playing: HTMLAudioElement | null = null;

/** Plays a sound of a length in seconds, which stands in for the length until the browser knows it. */
export function usePlayer(known: number) {
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState({ playing: false, at: 0, length: known, failed: false });
  const [speed, setSpeed] = useState(1);
  const change = (more: Partial<typeof state>) => setState((before) => ({ ...before, ...more }));
  useEffect(() => {
    const element = audio.current;
    return () => {
      element?.pause();
      if (playing === element) playing = null;
    };
  }, []);
  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (!element.paused) {
      element.pause();
      return;
    }
    if (playing !== element) playing?.pause();
    playing = element;
    element.playbackRate = speed;
    element.play().catch(() => change({ failed: true, playing: false }));
  };
  const seek = (to: number) => {
    const element = audio.current;
    const at = Math.min(Math.max(0, to), state.length);
    if (element) element.currentTime = at;
    change({ at });
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const events = {
    onPlay: () => change({ playing: true, failed: false }),
    onPause: () => change({ playing: false }),
    onEnded: () => change({ playing: false, at: 0 }),
    onTimeUpdate: () => change({ at: audio.current?.currentTime ?? 0 }),
    onLoadedMetadata: () => {
      const length = audio.current?.duration;
      if (length !== undefined && Number.isFinite(length)) change({ length });
    },
    onError: () => change({ failed: true, playing: false }),
  };
  return { audio, events, ...state, speed, toggle, seek, faster };
}

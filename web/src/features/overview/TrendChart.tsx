import { useState } from 'react';
import type { TrendDay } from '@/api/types';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './TrendChart.module.css';
import { roundMaximum } from './trend-csv';

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 48;
const RIGHT = 10;
const BOTTOM = 24;
const TOP = 8;
const LINES = 4;

/** Stacked bars, one a day. The table beside it says the same to those who do not see it. */
export function TrendChart({ days }: { days: TrendDay[] }) {
  const { t, i18n } = useTranslation();
  const [shown, setShown] = useState<TrendDay | null>(null);
  const maximum = roundMaximum(days.map((day) => day.internal + day.external));
  const room = HEIGHT - TOP - BOTTOM;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(1, days.length);
  const height = (value: number) => (value / maximum) * room;
  const count = (value: number) => formatCount(value, i18n.language);
  const lines = Array.from({ length: LINES + 1 }, (_, line) => (maximum / LINES) * line);
  return (
    <figure className={styles.figure}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={styles.chart}
        role="img"
        aria-label={t('trend.title')}
      >
        {lines.map((value) => (
          <g key={value} transform={`translate(0 ${HEIGHT - BOTTOM - height(value)})`}>
            <line className={styles.line} x1={LEFT} x2={WIDTH} />
            <text className={styles.label} x={LEFT - 8} y={4} textAnchor="end">
              {count(value)}
            </text>
          </g>
        ))}
        {days.map((day, index) => (
          <g
            key={day.day}
            transform={`translate(${LEFT + index * step} 0)`}
            onPointerEnter={() => setShown(day)}
            onPointerLeave={() => setShown(null)}
          >
            <rect className={styles.zone} width={step} height={HEIGHT - BOTTOM} data-on={shown === day} />
            <rect
              className={styles.external}
              x={step * 0.18}
              width={step * 0.64}
              y={HEIGHT - BOTTOM - height(day.external)}
              height={height(day.external)}
            />
            <rect
              className={styles.internal}
              x={step * 0.18}
              width={step * 0.64}
              y={HEIGHT - BOTTOM - height(day.external + day.internal)}
              height={height(day.internal)}
            />
            {(days.length - 1 - index) % 7 === 0 && (
              <text className={styles.label} x={step / 2} y={HEIGHT - 6} textAnchor="middle">
                {day.day.slice(5)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption className={styles.legend}>
        <span className={styles.key} data-side="external">
          {t('trend.external')} {shown && <b className="numbers">{count(shown.external)}</b>}
        </span>
        <span className={styles.key} data-side="internal">
          {t('trend.internal')} {shown && <b className="numbers">{count(shown.internal)}</b>}
        </span>
        <span className="numbers quiet">{shown ? shown.day : t('trend.unit')}</span>
      </figcaption>
    </figure>
  );
}

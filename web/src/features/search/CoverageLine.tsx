import type { SearchAnswer } from '@/api/types';
import { formatCount, formatSpan } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './CoverageLine.module.css';

/** What the words are for; other kinds are named by their own word. */
const WORDED: ReadonlySet<string> = new Set([
  'parked',
  'poison',
  'voice',
  'image',
  'video',
  'meeting_voice_call',
  'file',
]);

/** How many there are, and of how many that can be said. */
export function CoverageLine({ answer, isStale }: { answer: SearchAnswer; isStale: boolean }) {
  const { t, i18n } = useTranslation();
  const { coverage } = answer;
  const count = (value: number) => formatCount(value, i18n.language);
  const facts = [
    coverage.searched === coverage.visible
      ? t('coverage.all', { count: coverage.visible, n: count(coverage.visible) })
      : t('coverage.some', {
          count: coverage.visible,
          searched: count(coverage.searched),
          visible: count(coverage.visible),
        }),
    t('coverage.lag', { span: formatSpan(coverage.lag_ms, t) }),
    ...coverage.not_searchable.map(({ what, count: amount }) => {
      const words = WORDED.has(what) ? `coverage.not.${what}` : 'coverage.not.other';
      return t(words, { count: amount, n: count(amount), kind: what });
    }),
  ];
  return (
    <p className={`${styles.coverage} numbers`} data-stale={isStale} role="status">
      <b>{t('coverage.total', { count: answer.total, n: count(answer.total) })}</b>
      {` · ${facts.join(' · ')}`}
    </p>
  );
}

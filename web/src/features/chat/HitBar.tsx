import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined';
import DownOutlined from '@ant-design/icons/es/icons/DownOutlined';
import UpOutlined from '@ant-design/icons/es/icons/UpOutlined';
import type { UseQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { components } from '@/api/schema';
import iconStyles from '@/components/IconLink.module.css';
import { useProblemWords } from '@/components/use-problem-words';
import type { ReadingParams } from '@/features/reading/params';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import type { Jump } from './use-place';

interface Props {
  query: string;
  hits: UseQueryResult<components['schemas']['ConversationHits']>;
  focus: number | null;
  onJump: (to: Jump) => void;
}

/** Where the next and the previous hit are, seen from the message in focus, or from the end without one. */
export function neighbours(seqs: number[], focus: number | null) {
  if (focus === null) return { at: -1, previous: seqs.at(-1), next: undefined };
  const at = seqs.indexOf(focus);
  // The list is in the order of the conversation; a message that is no hit has no place in it.
  if (at < 0) return { at, previous: seqs.at(-1), next: seqs[0] };
  return { at, previous: seqs[at - 1], next: seqs[at + 1] };
}

/** The hits of the query that led here: which one this is, and the way to the others. */
export function HitBar({ query, hits, focus, onJump }: Props) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { title: problem } = useProblemWords(hits.error);
  const { at, previous, next } = neighbours(hits.data?.seqs ?? [], focus);
  const count = (value: number) => formatCount(value, i18n.language);
  const place = hits.data ? `${at < 0 ? '–' : count(at + 1)} / ${count(hits.data.total)}` : '…';
  return (
    <search className={styles.hits} aria-label={t('hits.title')}>
      <span className={`${styles.hitsText} one-line`}>
        {t('hits.query')} <mark>{query}</mark>
      </span>
      <span className="numbers" role="status">
        {hits.error ? problem : place}
      </span>
      <button
        type="button"
        className={iconStyles.link}
        disabled={previous === undefined}
        title={t('hits.previous')}
        aria-label={t('hits.previous')}
        onClick={() => previous !== undefined && onJump({ at: previous })}
      >
        <UpOutlined aria-hidden />
      </button>
      <button
        type="button"
        className={iconStyles.link}
        disabled={next === undefined}
        title={t('hits.next')}
        aria-label={t('hits.next')}
        onClick={() => next !== undefined && onJump({ at: next })}
      >
        <DownOutlined aria-hidden />
      </button>
      <button
        type="button"
        className={iconStyles.link}
        title={t('hits.close')}
        aria-label={t('hits.close')}
        onClick={() =>
          void navigate({
            to: '.',
            search: (before: ReadingParams) => ({ ...before, exact: undefined }),
            hash: '',
            replace: true,
          })
        }
      >
        <CloseOutlined aria-hidden />
      </button>
    </search>
  );
}

import { useNavigate } from '@tanstack/react-router';
import type { MessageKind, SearchAnswer } from '@/api/types';
import { Count } from '@/components/Count';
import { useTranslation } from '@/i18n/use-translation';
import { readKinds, type SearchParams, writeKinds } from './params';
import styles from './Search.module.css';

interface Props {
  params: SearchParams;
  counts: SearchAnswer['kinds'];
}

/** The kinds among the hits, each with its count; one or more can be chosen. */
export function KindToggles({ params, counts }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const chosen = readKinds(params.kinds);
  const counted = new Map((counts ?? []).map(({ kind, count }) => [kind, count]));
  // What is chosen stays in sight, hits or none.
  const shown = [...counted.keys(), ...chosen.filter((kind) => !counted.has(kind))];
  if (shown.length === 0) return null;
  const toggle = (kind: MessageKind) => {
    const next = chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind];
    void navigate({
      to: '/search',
      search: { ...params, kinds: writeKinds(next) },
      hash: true,
      replace: true,
    });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would put its frame around toggles in a line
    <div className={styles.kinds} role="group" aria-label={t('search.kinds')}>
      {shown.map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles.kind}
          aria-pressed={chosen.includes(kind)}
          onClick={() => toggle(kind)}
        >
          {t(`kind.${kind}`)} <Count value={counted.get(kind) ?? 0} />
        </button>
      ))}
    </div>
  );
}

import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { formatUtc } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import { MeFrame } from './MeFrame';
import { useTerms } from './queries';
import { textIn } from './text-in';

/** A published notice, for everybody who has its address. */
export function TermsPage() {
  const { t, i18n } = useTranslation();
  const { id } = useParams({ from: '/terms/$id' });
  const { data, error, refetch } = useTerms(id);
  const shown = data && textIn(data.text, i18n.language);
  useEffect(() => {
    if (shown) document.title = shown.title;
  }, [shown]);
  return (
    <MeFrame {...(data && { corp: data.corp })}>
      {!data && !error && <RowSkeleton rows={4} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data && shown && (
        <article className={styles.notice}>
          <h1 className={styles.title} lang={shown.lang}>
            {shown.title}
          </h1>
          <p className="quiet">
            V{data.version} · {t('me.published')} {formatUtc(data.published_at)}
          </p>
          <p className={styles.text} lang={shown.lang}>
            {shown.body}
          </p>
        </article>
      )}
    </MeFrame>
  );
}

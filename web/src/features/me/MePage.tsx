import { useEffect, useState } from 'react';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { Zone } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { MeContent } from './MeContent';
import { MeFrame } from './MeFrame';
import { MeStranger } from './MeStranger';
import { useMe, useOpenLink } from './queries';

/** Takes what stands behind `#` out of the address, where it would stay in the history. */
function takeFragment(): string {
  const fragment = window.location.hash.replace(/^#/, '');
  if (fragment) window.history.replaceState(window.history.state, '', window.location.pathname);
  return fragment;
}

/** The employee's own page: opened by a personal link, or signed in by WeCom. */
export function MePage() {
  const { t } = useTranslation();
  const [fragment] = useState(takeFragment);
  const wasRefused = fragment === 'refused';
  const token = wasRefused ? '' : fragment;
  const { mutate, isError, isSuccess } = useOpenLink();
  const isOpening = token !== '' && !isError && !isSuccess;
  const { data, error, refetch } = useMe(!isOpening);
  useEffect(() => {
    document.title = `${t('me.title')} · ${t('product')}`;
  }, [t]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a link opens once, whatever changes afterwards
  useEffect(() => {
    if (token) mutate(token);
  }, []);

  if (data) {
    return (
      <MeFrame corp={data.corp}>
        <Zone value={data.time_zone}>
          <MeContent me={data} />
        </Zone>
      </MeFrame>
    );
  }
  return (
    <MeFrame>
      {data === null && <MeStranger isRefused={wasRefused || isError} />}
      {data === undefined && error && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data === undefined && !error && <RowSkeleton rows={4} />}
    </MeFrame>
  );
}

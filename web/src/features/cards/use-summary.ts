import { useCallback } from 'react';
import type { MessageView } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import { textOf } from './text-of';

const LONGEST = 200;

/** Words for a message in one line: what kind it is, and the text it has. */
export function useSummary(): (message: Pick<MessageView, 'kind' | 'content'>) => string {
  const { t } = useTranslation();
  return useCallback(
    ({ kind, content }) => {
      const text = textOf(content).replace(/\s+/g, ' ').trim().slice(0, LONGEST);
      if (kind === 'text') return text;
      return `[${t(`kind.${kind}`)}] ${text}`.trim();
    },
    [t],
  );
}

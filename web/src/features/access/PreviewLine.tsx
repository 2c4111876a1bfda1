import { ProblemNote } from '@/components/ProblemNote';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { type Change, useRightPreview } from './queries';

/** How much more or less an operator would see. */
export function PreviewLine({ operator, change }: { operator: string; change: Change }) {
  const { t, i18n } = useTranslation();
  const { data, error } = useRightPreview(operator, change);
  const count = (value: number) => formatCount(value, i18n.language);
  if (error) return <ProblemNote error={error} />;
  return (
    <p role="status" data-testid="right-preview">
      {data
        ? t('access.preview', {
            before: count(data.before.conversations),
            after: count(data.after.conversations),
            messagesBefore: count(data.before.messages),
            messagesAfter: count(data.after.messages),
          })
        : t('chat.loading')}
    </p>
  );
}

import Tag from 'antd/es/tag';
import { nameOf } from '@/components/party-words';
import { useParty } from '@/features/reading/queries';
import { useTranslation } from '@/i18n/use-translation';
import { useDirectory } from './use-directory';

/** Of whom a list is; taken away, it is of all. */
export function OfParty({ id, words }: { id: string; words: string }) {
  const { t } = useTranslation();
  const { change } = useDirectory();
  const { data } = useParty(id);
  const name = data ? nameOf(data) : id;
  return (
    <Tag closable={{ 'aria-label': t('directory.clear') }} onClose={() => change({ of: undefined })}>
      {t(words, { name })}
    </Tag>
  );
}

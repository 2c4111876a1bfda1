import { useNavigate, useSearch } from '@tanstack/react-router';
import Input from 'antd/es/input';
import Segmented from 'antd/es/segmented';
import { useDebounced } from '@/components/use-debounced';
import { useTranslation } from '@/i18n/use-translation';
import { ConversationList } from './ConversationList';
import { PeopleList } from './PeopleList';
import type { ReadingParams } from './params';
import { PARTY_KINDS, WHO, type Who } from './params';
import styles from './ReadingRoom.module.css';

/** The first column: members, external contacts, robots, or rooms. */
export function PeopleColumn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { who = 'members', find = '' } = useSearch({ from: '/shell/conversations' });
  const [text, setText] = useDebounced(find, (next) => {
    void navigate({
      to: '.',
      search: (before: ReadingParams) => ({ ...before, find: next || undefined }),
      hash: true,
      replace: true,
    });
  });
  const change = (next: Who) => {
    setText('');
    void navigate({ to: '/conversations', search: { who: next } });
  };
  return (
    <section className={`${styles.column} ${styles.people}`} aria-label={t('reading.people')}>
      <div className={styles.head}>
        <Segmented<Who>
          block
          size="small"
          value={who}
          onChange={change}
          options={WHO.map((value) => ({ value, label: t(`reading.who.${value}`) }))}
          aria-label={t('reading.people')}
        />
        <Input
          allowClear
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t(`reading.find.${who}`)}
          aria-label={t(`reading.find.${who}`)}
        />
      </div>
      {who === 'rooms' ? (
        <ConversationList filter={{ kind: 'room', q: find }} />
      ) : (
        <PeopleList kind={PARTY_KINDS[who]} find={find} />
      )}
    </section>
  );
}

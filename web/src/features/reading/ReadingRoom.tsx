import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Watermarked } from '@/components/Watermarked';
import { ChatColumn } from '@/features/chat/ChatColumn';
import { useTranslation } from '@/i18n/use-translation';
import { ConversationColumn } from './ConversationColumn';
import { PeopleColumn } from './PeopleColumn';
import styles from './ReadingRoom.module.css';

/** People or rooms, their conversations, the chat. */
export function ReadingRoom() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false });
  const { who = 'members', party, all } = useSearch({ from: '/shell/conversations' });
  useEffect(() => {
    document.title = `${t('page.conversations')} · ${t('product')}`;
  }, [t]);
  const inRooms = who === 'rooms';
  // How far one has gone in: narrow screens show the deepest columns only.
  const everythingOf = all ? party : undefined;
  const depth = id || everythingOf ? 'chat' : party ? 'list' : 'people';
  return (
    <Watermarked>
      <h1 className="visually-hidden">{t('page.conversations')}</h1>
      <div className={styles.room} data-depth={depth} data-rooms={inRooms}>
        <PeopleColumn />
        {!inRooms && <ConversationColumn />}
        <ChatColumn key={id ?? everythingOf ?? 'none'} id={id} everythingOf={everythingOf} />
      </div>
    </Watermarked>
  );
}

import ArrowLeftOutlined from '@ant-design/icons/es/icons/ArrowLeftOutlined';
import CloseOutlined from '@ant-design/icons/es/icons/CloseOutlined';
import RightOutlined from '@ant-design/icons/es/icons/RightOutlined';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import Segmented from 'antd/es/segmented';
import iconStyles from '@/components/IconLink.module.css';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useTranslation } from '@/i18n/use-translation';
import { ConversationList } from './ConversationList';
import type { ReadingParams } from './params';
import { useParty } from './queries';
import styles from './ReadingRoom.module.css';

/** The second column: somebody's conversations, or all of them. */
export function ConversationColumn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { id } = useParams({ strict: false });
  const { who, find, party, kind, all } = useSearch({ from: '/shell/conversations' });
  const { data: person } = useParty(party);
  return (
    <section className={`${styles.column} ${styles.conversations}`} aria-label={t('reading.conversations')}>
      <div className={styles.head}>
        <div className={styles.headLine}>
          <Link
            to="/conversations"
            search={{ who, find }}
            className={`${iconStyles.link} ${styles.back}`}
            aria-label={t('reading.backToPeople')}
            title={t('reading.backToPeople')}
          >
            <ArrowLeftOutlined aria-hidden />
          </Link>
          <h2 className={`${styles.headTitle} one-line`}>
            {party ? (person ? nameOf(person) : party) : t('reading.all')}
          </h2>
          {person && <RoleTag party={person} />}
          {party && (
            <Link
              to={id ? '/conversations/$id' : '/conversations'}
              params={id ? { id } : {}}
              search={{ who, find, kind }}
              className={iconStyles.link}
              aria-label={t('reading.showAll')}
              title={t('reading.showAll')}
            >
              <CloseOutlined aria-hidden />
            </Link>
          )}
        </div>
        {person && (
          <Link
            to="/conversations"
            search={{ who, find, party, kind, all: '1' }}
            className={styles.everything}
            data-on={all === '1' && id === undefined}
            title={t('chat.everythingWhy')}
          >
            <span className="one-line">{t('chat.everything')}</span>
            <RightOutlined aria-hidden />
          </Link>
        )}
        <Segmented<'all' | 'direct' | 'room'>
          block
          size="small"
          value={kind ?? 'all'}
          onChange={(next) => {
            const wanted = next === 'all' ? undefined : next;
            void navigate({
              to: '.',
              search: (before: ReadingParams) => ({ ...before, kind: wanted }),
              hash: true,
              replace: true,
            });
          }}
          options={(['all', 'direct', 'room'] as const).map((value) => ({
            value,
            label: t(`reading.kind.${value}`),
          }))}
          aria-label={t('reading.conversationKind')}
        />
      </div>
      <ConversationList filter={{ party, kind }} />
    </section>
  );
}

import { Link } from '@tanstack/react-router';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import type { Conversation } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { WhoSees } from '@/features/access/WhoSees';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Details.module.css';
import { Fact } from './Fact';
import { KindList } from './KindList';
import { People } from './People';
import type { Jump } from './use-place';

interface Props {
  conversation: Conversation;
  onJump: (to: Jump) => void;
}

const TABS = ['people', 'pictures', 'files', 'links'] as const;
type Tab = (typeof TABS)[number];

/** A conversation's facts, who takes part, and what was sent in it. */
export function ConversationDetails({ conversation, onJump }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('people');
  const may = useMay();
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t('details.messages')}>
          <Count value={conversation.message_count} />
        </Fact>
        <Fact name={t('details.first')}>
          <Moment at={conversation.first_at} />
        </Fact>
        <Fact name={t('details.last')}>
          <Moment at={conversation.last_at} />
        </Fact>
        <Fact name={t('details.id')}>
          <CopyButton text={conversation.id} label={t('details.copyId')}>
            {t('details.copyId')}
          </CopyButton>
        </Fact>
      </dl>
      {may('search') && (
        <p className={styles.section}>
          <Link to="/search" search={{ conversation: conversation.id }}>
            {t('details.searchHere')}
          </Link>
        </p>
      )}
      <WhoSees id={conversation.id} />
      <div className={styles.tabs}>
        <Segmented<Tab>
          block
          size="small"
          value={tab}
          onChange={setTab}
          options={TABS.map((value) => ({ value, label: t(`details.tabs.${value}`) }))}
          aria-label={t('details.conversation')}
        />
      </div>
      {tab === 'people' ? (
        <People conversation={conversation} />
      ) : (
        <KindList key={tab} id={conversation.id} tab={tab} onJump={onJump} />
      )}
    </>
  );
}

import ArrowLeftOutlined from '@ant-design/icons/es/icons/ArrowLeftOutlined';
import VerticalAlignBottomOutlined from '@ant-design/icons/es/icons/VerticalAlignBottomOutlined';
import VerticalAlignTopOutlined from '@ant-design/icons/es/icons/VerticalAlignTopOutlined';
import { Link, useSearch } from '@tanstack/react-router';
import Skeleton from 'antd/es/skeleton';
import { lazy, type ReactNode, Suspense } from 'react';
import iconStyles from '@/components/IconLink.module.css';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Chat.module.css';
import type { Timeline } from './timeline';
import type { Jump } from './use-place';

const DateJump = lazy(() => import('./DateJump').then((module) => ({ default: module.DateJump })));

interface Props {
  title: string;
  facts: string[];
  timeline: Timeline;
  span: { first_at: number; last_at: number };
  onJump: (to: Jump) => void;
  /** Further tools, behind those that lead through the messages. */
  children?: ReactNode;
}

/** Who talks, how much there is, and ways through it. */
export function ChatHeader({ title, facts, timeline, span, onJump, children }: Props) {
  const { t } = useTranslation();
  const { who, find, party, kind } = useSearch({ from: '/shell/conversations' });
  return (
    <header className={styles.header}>
      <Link
        to="/conversations"
        search={{ who, find, party, kind }}
        className={`${iconStyles.link} ${styles.back}`}
        aria-label={t('chat.back')}
        title={t('chat.back')}
      >
        <ArrowLeftOutlined aria-hidden />
      </Link>
      <div className={styles.names}>
        <h2 className={`${styles.title} one-line`}>{title}</h2>
        <div className={`${styles.subtitle} one-line numbers`}>{facts.join(' · ')}</div>
      </div>
      <div className={styles.tools}>
        <button
          type="button"
          className={iconStyles.link}
          title={t('chat.toFirst')}
          aria-label={t('chat.toFirst')}
          onClick={() => onJump({ edge: 'first' })}
        >
          <VerticalAlignTopOutlined aria-hidden />
        </button>
        <button
          type="button"
          className={iconStyles.link}
          title={t('chat.toNewest')}
          aria-label={t('chat.toNewest')}
          onClick={() => onJump({ edge: 'last' })}
        >
          <VerticalAlignBottomOutlined aria-hidden />
        </button>
        <Suspense fallback={<Skeleton.Input size="small" active />}>
          <DateJump timeline={timeline} span={span} onJump={onJump} />
        </Suspense>
        {children}
      </div>
    </header>
  );
}

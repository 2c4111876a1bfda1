import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview, Permission } from '@/api/types';
import { Count } from '@/components/Count';
import { useMay, useZone } from '@/features/session/queries';
import { addDays, dayOf } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Overview.module.css';

interface Figure {
  title: string;
  value: number;
  link: Pick<LinkProps, 'to' | 'search'>;
  needs: Permission;
  note: ReactNode;
}

/** How much there is; each number leads to what it counts. */
export function FigureCards({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const may = useMay();
  const zone = useZone();
  const { messages, people } = overview;
  const today = dayOf(overview.as_of, zone);
  const yesterday = addDays(today, -1);
  const reading: Pick<Figure, 'needs'> = { needs: 'view_conversation' };
  const figures: Figure[] = [
    {
      title: t('overview.today'),
      value: messages.today,
      link: { to: '/search', search: { from: today, to: today } },
      needs: 'search',
      note: (
        <>
          {t('overview.yesterday')}{' '}
          {may('search') ? (
            <Link to="/search" search={{ from: yesterday, to: yesterday }}>
              <Count value={messages.yesterday} />
            </Link>
          ) : (
            <Count value={messages.yesterday} />
          )}
        </>
      ),
    },
    {
      ...reading,
      title: t('overview.total'),
      value: messages.total,
      link: { to: '/conversations', search: {} },
      note: t('overview.totalNote'),
    },
    {
      ...reading,
      title: t('overview.people'),
      value: people.archived,
      link: { to: '/conversations', search: { who: 'members' } },
      note: (
        <>
          {t('overview.members')} <Count value={people.members} />
        </>
      ),
    },
    {
      ...reading,
      title: t('overview.contacts'),
      value: people.external_contacts,
      link: { to: '/conversations', search: { who: 'contacts' } },
      note: t('overview.contactsNote'),
    },
    {
      ...reading,
      title: t('overview.rooms'),
      value: people.rooms,
      link: { to: '/conversations', search: { who: 'rooms' } },
      note: t('overview.roomsNote'),
    },
    {
      ...reading,
      title: t('overview.conversations'),
      value: people.conversations,
      link: { to: '/conversations', search: {} },
      note: t('overview.conversationsNote'),
    },
  ];
  return (
    <section className={styles.figures} aria-label={t('overview.figures')}>
      {figures.map(({ title, value, link, needs, note }) => (
        <div key={title} className={styles.figure}>
          <h2 className={styles.cardTitle}>{title}</h2>
          {may(needs) ? (
            <Link {...link} className={styles.figureValue} aria-label={`${title} ${value}`}>
              <Count value={value} />
            </Link>
          ) : (
            <span className={styles.figureValue}>
              <Count value={value} />
            </span>
          )}
          <p className={styles.note}>{note}</p>
        </div>
      ))}
    </section>
  );
}

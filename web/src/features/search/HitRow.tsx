import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Hit } from '@/api/types';
import { hashOfQuery } from '@/app/search-params';
import { Moment } from '@/components/Moment';
import { PartyAvatar } from '@/components/PartyAvatar';
import { nameOf } from '@/components/party-words';
import { RoleTag } from '@/components/RoleTag';
import { useTranslation } from '@/i18n/use-translation';
import { BesideLine } from './BesideLine';
import styles from './Search.module.css';
import { Snippet } from './Snippet';

interface Props {
  hit: Hit;
  query: string;
  exact: boolean;
}

/** One hit between the line before and the line after; a click leads to its place in the chat. */
export const HitRow = memo(function HitRow({ hit, query, exact }: Props) {
  const { t } = useTranslation();
  const { message, conversation } = hit;
  const name = nameOf(message.sender);
  return (
    <Link
      to="/conversations/$id"
      params={{ id: conversation.id }}
      search={{ at: message.seq, exact: exact ? '1' : undefined }}
      hash={hashOfQuery(query)}
      className={styles.hit}
      data-row
    >
      <div className={styles.hitHead}>
        <PartyAvatar kind={message.sender.kind} name={name} size="small" />
        <b>{name}</b>
        <RoleTag party={message.sender} />
        {message.kind !== 'text' && <span className={styles.tag}>{t(`kind.${message.kind}`)}</span>}
        {message.recalled && <span className={styles.recalled}>{t('kind.recalled')}</span>}
        <span className={`${styles.hitPlace} one-line`}>{conversation.title}</span>
        <span className={styles.hitTime}>
          <Moment at={message.sent_at} />
        </span>
      </div>
      <div className={styles.hitBody}>
        {hit.before && <BesideLine message={hit.before} />}
        <p className={styles.hitText}>
          {hit.drawn_from && (
            <span className={styles.tag}>{t(`search.drawnFrom.${hit.drawn_from.source}`)}</span>
          )}
          <Snippet hit={hit} />
        </p>
        {hit.after && <BesideLine message={hit.after} />}
      </div>
    </Link>
  );
});

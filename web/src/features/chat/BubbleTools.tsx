import LinkOutlined from '@ant-design/icons/es/icons/LinkOutlined';
import MoreOutlined from '@ant-design/icons/es/icons/MoreOutlined';
import { useState } from 'react';
import type { MessageView } from '@/api/types';
import { copyText } from '@/components/clipboard';
import { useZone } from '@/features/session/queries';
import { formatMoment, formatUtc } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './BubbleTools.module.css';
import { useOnceStill } from './Stillness';

interface Props {
  message: MessageView;
  onDetails: (message: MessageView) => void;
}

/** The address of a message, without the query that led to it. */
export function linkTo(message: MessageView): string {
  return new URL(`/conversations/${message.conversation_id}?at=${message.seq}`, window.location.origin).href;
}

/**
 * Beside a bubble, on hover and on focus: exact time, number, link, details. Nobody points at what flies by: while the
 * list moves only their place is kept.
 */
export function BubbleTools(props: Props) {
  const isMade = useOnceStill();
  return <div className={styles.tools}>{isMade && <Tools {...props} />}</div>;
}

function Tools({ message, onDetails }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [copied, setCopied] = useState(false);
  const linkTitle = copied ? t('copy.done') : t('chat.copyLink');
  return (
    <>
      <button
        type="button"
        aria-label={linkTitle}
        title={linkTitle}
        onClick={() => void copyText(linkTo(message)).then(setCopied)}
        onBlur={() => setCopied(false)}
      >
        <LinkOutlined aria-hidden />
      </button>
      <button
        type="button"
        aria-label={t('chat.details')}
        title={t('chat.details')}
        data-enter
        onClick={() => onDetails(message)}
      >
        <MoreOutlined aria-hidden />
      </button>
      <span className={`${styles.exact} numbers`} title={formatUtc(message.sent_at)}>
        {formatMoment(message.sent_at, zone)}
        <br />
        {`#${message.seq}`}
      </span>
    </>
  );
}

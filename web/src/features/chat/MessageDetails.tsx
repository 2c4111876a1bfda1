import Button from 'antd/es/button';
import { useState } from 'react';
import type { MessageView } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { nameOf } from '@/components/party-words';
import { formatSpan } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { linkTo } from './BubbleTools';
import styles from './Details.module.css';
import { Fact } from './Fact';
import { usePlaintext } from './queries';

/** Everything about one message, its exact plaintext on demand. */
export function MessageDetails({ message }: { message: MessageView }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(false);
  const plaintext = usePlaintext(message.seq, wanted);
  const more = message.recipient_count - message.recipients.length;
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={t('details.sentAt')}>
          <Moment at={message.sent_at} />
        </Fact>
        <Fact name={t('details.kind')}>{t(`kind.${message.kind}`)}</Fact>
        <Fact name={t('details.sender')}>
          {nameOf(message.sender)} <span className="quiet">{message.sender.id}</span>
        </Fact>
        <Fact name={t('details.recipients')}>
          {message.recipients.map(nameOf).join(t('list.comma'))}
          {more > 0 && ` ${t('details.andMore', { count: more, n: more })}`}
        </Fact>
        {message.recalled && (
          <Fact name={t('details.recalledAt')}>
            <Moment at={message.recalled.at} />
            <br />
            {nameOf(message.recalled.by)} ·{' '}
            {t('chat.recalled', { span: formatSpan(message.recalled.after_ms, t) })}
          </Fact>
        )}
        <Fact name={t('details.receivedAt')}>
          <Moment at={message.received_at} />
        </Fact>
        {message.consent && <Fact name={t('details.consent')}>{t(`consentState.${message.consent}`)}</Fact>}
        <Fact name={t('details.seq')}>
          <span className="numbers">{message.seq}</span>
        </Fact>
        <Fact name={t('details.msgid')}>
          <code>{message.msgid || '—'}</code>
          {message.msgid && <CopyButton text={message.msgid} label={t('details.copyId')} />}
        </Fact>
      </dl>
      <p className={styles.section}>
        <CopyButton text={linkTo(message)} label={t('chat.copyLink')}>
          {t('chat.copyLink')}
        </CopyButton>
      </p>
      <h3 className={styles.section}>{t('details.plaintext')}</h3>
      {!wanted && (
        <Button size="small" onClick={() => setWanted(true)}>
          {t('details.showPlaintext')}
        </Button>
      )}
      {wanted && plaintext.isPending && <p className="quiet">{t('chat.loading')}</p>}
      {plaintext.isError && <ProblemNote error={plaintext.error} />}
      {plaintext.data && (
        <>
          <CopyButton text={plaintext.data.plaintext} label={t('details.copyPlaintext')}>
            {t('details.copyPlaintext')}
          </CopyButton>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable to be scrolled */}
          <pre className={styles.raw} tabIndex={0}>
            {plaintext.data.plaintext}
          </pre>
        </>
      )}
    </>
  );
}

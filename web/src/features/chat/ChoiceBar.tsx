import Button from 'antd/es/button';
import { useState } from 'react';
import type { MessageView, SearchRequest } from '@/api/types';
import { copyText } from '@/components/clipboard';
import { nameOf } from '@/components/party-words';
import { textOf } from '@/features/cards/text-of';
import { ExportButton } from '@/features/search/ExportButton';
import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { linkTo } from './BubbleTools';
import styles from './Chat.module.css';

interface Props {
  chosen: ReadonlyMap<number, MessageView>;
  print: ((messages: MessageView[]) => void) | null;
  onEnd: () => void;
}

/** What can be done with chosen messages: taken away as a file, cited with who, when and where. */
export function ChoiceBar({ chosen, print, onEnd }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const [copied, setCopied] = useState(false);
  const messages = [...chosen.values()].sort(
    (one, other) => one.sent_at - other.sent_at || one.seq - other.seq,
  );
  const cite = () =>
    messages
      .map((message) => {
        const words = textOf(message.content);
        const what = message.kind === 'text' ? words : `[${t(`kind.${message.kind}`)}] ${words}`.trim();
        const when = formatMoment(message.sent_at, zone);
        return `${when} ${nameOf(message.sender)}：${what}\n#${message.seq} ${linkTo(message)}`;
      })
      .join('\n\n');
  const request: SearchRequest = { seqs: messages.map(({ seq }) => seq), order: 'oldest' };
  return (
    <section className={styles.choice} aria-label={t('choice.title')}>
      <span role="status" className="numbers">
        {t('choice.count', { count: messages.length, n: messages.length })}
      </span>
      <Button
        disabled={messages.length === 0}
        onClick={() => void copyText(cite()).then(setCopied)}
        onBlur={() => setCopied(false)}
      >
        {copied ? t('copy.done') : t('choice.cite')}
      </Button>
      {print && (
        <Button disabled={messages.length === 0} onClick={() => print(messages)}>
          {t('print.action')}
        </Button>
      )}
      <ExportButton request={request} total={messages.length} />
      <Button type="text" onClick={onEnd}>
        {t('choice.end')}
      </Button>
    </section>
  );
}

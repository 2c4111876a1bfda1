import { type CSSProperties, useEffect, useMemo, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { MessageView } from '@/api/types';
import { useSession, useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import { variables } from '@/theme';
import { Choosing } from './Choosing';
import { MessageRow } from './MessageRow';
import styles from './PrintSheet.module.css';
import { layOut, type Viewpoint } from './runs';

interface Props {
  title: string;
  facts: string[];
  viewpoint: Viewpoint;
  messages: MessageView[];
  onDone: () => void;
}

/** How long pictures may take to come before the rest is printed without them. */
const PATIENCE_MS = 5_000;
/** A name of the body's while a sheet is printed: everything else then stays off the paper. */
const PRINTING = 'printing';

/** Paper is light, whatever the screen is. */
const PAPER = variables('light') as CSSProperties;

const nothing = () => undefined;

/** Messages on paper: all of them one below the other, with whose they are, who printed them, and when. */
export function PrintSheet({ title, facts, viewpoint, messages, onDone }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const { operator } = useSession();
  const sheet = useRef<HTMLElement>(null);
  const done = useRef(onDone);
  done.current = onDone;
  const rows = useMemo(() => layOut(messages, viewpoint, zone), [messages, viewpoint, zone]);
  const printed = useMemo(() => formatMoment(Date.now(), zone), [zone]);
  useEffect(() => {
    let gone = false;
    document.body.classList.add(PRINTING);
    const pictures = [...(sheet.current?.querySelectorAll('img') ?? [])];
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    const loaded = Promise.allSettled(pictures.map((picture) => picture.decode()));
    void Promise.race([loaded, late]).then(() => {
      if (gone) return;
      window.print();
      done.current();
    });
    return () => {
      gone = true;
      document.body.classList.remove(PRINTING);
    };
  }, []);
  const [first, last] = [messages[0], messages.at(-1)];
  return createPortal(
    <article ref={sheet} className={styles.sheet} style={PAPER} aria-label={t('print.title')}>
      <header className={styles.head}>
        <h1>{title}</h1>
        <p>{facts.join(' · ')}</p>
        <p className="numbers">
          {t('print.count', { count: messages.length, n: messages.length })}
          {first && last && ` · ${formatMoment(first.sent_at, zone)} – ${formatMoment(last.sent_at, zone)}`}
          {` · ${zone}`}
        </p>
        <p>{t('print.by', { name: operator.display_name, at: printed })}</p>
      </header>
      <Choosing.Provider value={null}>
        {rows.map((row) => (
          <MessageRow
            key={row.message.seq}
            row={row}
            hit={false}
            focused={false}
            onDetails={nothing}
            onJump={nothing}
          />
        ))}
      </Choosing.Provider>
    </article>,
    document.body,
  );
}

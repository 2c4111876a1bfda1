import { type ReactNode, useState } from 'react';
import type { MessageView } from '@/api/types';
import { useMay } from '@/features/session/queries';
import { PrintSheet } from './PrintSheet';
import type { Viewpoint } from './runs';

interface Printing {
  /** Prints messages; null for somebody who may take nothing away. */
  print: ((messages: MessageView[]) => void) | null;
  /** The sheet, while there is one. */
  sheet: ReactNode;
}

/** Printing of what is read. Whoever may export may print. */
export function usePrinting(title: string, facts: string[], viewpoint: Viewpoint): Printing {
  const may = useMay();
  const [messages, setMessages] = useState<MessageView[] | null>(null);
  const sheet = messages && (
    <PrintSheet
      title={title}
      facts={facts}
      viewpoint={viewpoint}
      messages={messages}
      onDone={() => setMessages(null)}
    />
  );
  return { print: may('export') ? setMessages : null, sheet };
}

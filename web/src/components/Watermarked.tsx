import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { useTheme } from '@/app/theme-context';
import { useSession, useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { FONT } from '@/theme';
import styles from './Watermarked.module.css';
import { watermarkImage } from './watermark';

const MINUTE = 60_000;

/** A page with content: it says on its face who looks at it, and when. */
export function Watermarked({ children }: { children: ReactNode }) {
  const { operator } = useSession();
  const zone = useZone();
  const theme = useTheme();
  const page = useRef<HTMLDivElement>(null);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  const moment = formatMoment(now, zone).slice(0, 16);
  const image = useMemo(() => {
    const colour = theme.name === 'dark' ? 'rgba(255,255,255,0.06)' : 'rgba(31,35,41,0.06)';
    return watermarkImage([`${operator.display_name} (${operator.name})`, moment], colour, FONT);
  }, [operator.display_name, operator.name, moment, theme.name]);
  useEffect(() => (page.current ? keepMarked(page.current, image) : undefined), [image]);
  return (
    <div ref={page} className={styles.page}>
      {children}
    </div>
  );
}

/** Lays the mark over a page, and lays it again where it was taken away or changed. */
function keepMarked(page: HTMLElement, image: string): () => void {
  let mark: HTMLElement | undefined;
  const observer = new MutationObserver(() => lay());
  const lay = () => {
    observer.disconnect();
    mark?.remove();
    mark = document.createElement('div');
    mark.className = styles.mark ?? '';
    mark.setAttribute('aria-hidden', 'true');
    mark.style.backgroundImage = image;
    page.append(mark);
    observer.observe(page, { childList: true });
    observer.observe(mark, { attributes: true });
  };
  lay();
  return () => {
    observer.disconnect();
    mark?.remove();
  };
}

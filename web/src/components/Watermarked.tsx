import Watermark from 'antd/es/watermark';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTheme } from '@/app/theme-context';
import { useSession, useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import styles from './Watermarked.module.css';

const MINUTE = 60_000;

/** A page with content: it says on its face who looks at it, and when. */
export function Watermarked({ children }: { children: ReactNode }) {
  const { operator } = useSession();
  const zone = useZone();
  const theme = useTheme();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE);
    return () => clearInterval(timer);
  }, []);
  const moment = formatMoment(now, zone).slice(0, 16);
  const lines = useMemo(
    () => [`${operator.display_name} (${operator.name})`, moment],
    [operator.display_name, operator.name, moment],
  );
  const font = useMemo(
    () => ({
      color: theme.name === 'dark' ? 'rgba(255,255,255,0.055)' : 'rgba(31,35,41,0.055)',
      fontSize: 13,
    }),
    [theme.name],
  );
  return (
    <Watermark className={styles.page ?? ''} content={lines} font={font} gap={[120, 120]} zIndex={5}>
      {children}
    </Watermark>
  );
}

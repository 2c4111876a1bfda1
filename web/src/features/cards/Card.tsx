import type { ReactNode } from 'react';
import type { MessageKind } from '@/api/types';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Card.module.css';

interface Props {
  icon: ReactNode;
  tone?: 'accent' | 'warm' | 'quiet';
  title: ReactNode;
  /** The line below the title. */
  text?: ReactNode;
  children?: ReactNode;
  /** What kind it is, at the foot. */
  kind: MessageKind;
  /** What else stands at the foot. */
  note?: ReactNode;
}

/** The frame of most kinds: sign, title, text, and at the foot what kind it is. */
export function Card({ icon, tone = 'accent', title, text, children, kind, note }: Props) {
  const { t } = useTranslation();
  return (
    <div className={styles.card}>
      <div className={styles.top}>
        <span className={styles.icon} data-tone={tone} aria-hidden>
          {icon}
        </span>
        <div className={styles.main}>
          <div className={styles.title}>{title}</div>
          {text && <div className={styles.text}>{text}</div>}
        </div>
      </div>
      {children}
      <div className={styles.foot}>
        <span>{t(`kind.${kind}`)}</span>
        {note && <span>{note}</span>}
      </div>
    </div>
  );
}

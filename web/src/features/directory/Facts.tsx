import type { ReactNode } from 'react';
import { useZone } from '@/features/session/queries';
import { formatMoment } from '@/format/time';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';

/** Names and what they stand for; those without anything are left out. */
export function Facts({ facts }: { facts: [name: string, what: ReactNode][] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([name, what]) =>
          what !== null &&
          what !== undefined &&
          what !== false &&
          what !== '' && (
            <div key={name} className={styles.fact}>
              <dt>{name}</dt>
              <dd>{what}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** From when to when something was so. */
export function When({ from, until }: { from: number | null; until: number | null }) {
  const { t } = useTranslation();
  const zone = useZone();
  const words =
    until === null
      ? from === null
        ? t('directory.always')
        : t('directory.since', { from: formatMoment(from, zone) })
      : t('directory.until', {
          from: from === null ? t('directory.unknown') : formatMoment(from, zone),
          until: formatMoment(until, zone),
        });
  return <span className={`${styles.when} numbers`}>{words}</span>;
}

/** A part of the details with its title. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>{title}</h3>
      {children}
    </section>
  );
}

import Button from 'antd/es/button';
import { useState } from 'react';
import { nameOf } from '@/components/party-words';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import type { ScopePeople } from './queries';
import styles from './Scope.module.css';

/** How many are named at first. */
const SHOWN = 20;

interface Props {
  kind: 'joins' | 'leaves' | 'changed' | 'contradicted';
  people: ScopePeople;
}

/** Those whom a draft concerns in one way, by name. */
export function PeopleGroup({ kind, people }: Props) {
  const { t, i18n } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  if (people.total === 0) return null;
  const shown = isWhole ? people.first : people.first.slice(0, SHOWN);
  const rest = people.total - people.first.length;
  const count = (value: number) => ({ count: value, n: formatCount(value, i18n.language) });
  return (
    <section className={styles.group} data-testid={kind}>
      <h3 className={styles.small}>{t(`scope.preview.${kind}`, count(people.total))}</h3>
      <ul className={styles.names}>
        {shown.map((party) => (
          <li key={party.id} title={party.id}>
            {nameOf(party)}
          </li>
        ))}
      </ul>
      {!isWhole && people.first.length > SHOWN && (
        <Button type="link" size="small" className={styles.more ?? ''} onClick={() => setWhole(true)}>
          {t('scope.preview.all', count(people.first.length))}
        </Button>
      )}
      {isWhole && rest > 0 && <p className="quiet">{t('scope.preview.rest', count(rest))}</p>}
    </section>
  );
}

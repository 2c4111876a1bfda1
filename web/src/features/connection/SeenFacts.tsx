import { Moment } from '@/components/Moment';
import { formatBytes } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import type { Check } from './queries';

type Fact = Check['seen'][number];

const SEEN = 'connection.seen';

/** What was seen, by name; a key's version names itself. */
export function SeenFacts({ facts }: { facts: Fact[] }) {
  const { t } = useTranslation();
  const shown = facts.filter(({ value }) => value !== '');
  if (shown.length === 0) return null;
  return (
    <dl className={styles.facts}>
      {shown.map((fact) => (
        <div key={fact.name}>
          <dt>{/^v\d+$/.test(fact.name) ? fact.name : t(`${SEEN}.${fact.name}`)}</dt>
          <dd>
            <Value fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Value({ fact: { name, value } }: { fact: Fact }) {
  const { t } = useTranslation();
  if (name === 'verified_at') return <Moment at={Number(value)} />;
  if (name === 'bytes') return formatBytes(Number(value));
  if (name === 'proven_by') return t(`connection.step.${value}`);
  if (value === 'yes') return t('connection.yes');
  return <span className="numbers">{value}</span>;
}

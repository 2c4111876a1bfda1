import Select from 'antd/es/select';
import { lazy, Suspense } from 'react';
import { nameOf } from '@/components/party-words';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Directory.module.css';
import { Filters } from './Filters';
import { Listed } from './Listed';
import { OfParty } from './OfParty';
import { CONTACT_STATES } from './params';
import { type Contact, useContacts } from './queries';
import { useDirectory } from './use-directory';
import { Who } from './Who';
import { Written, WrittenHeads } from './Written';

const ContactDrawer = lazy(() =>
  import('./ContactDrawer').then((module) => ({ default: module.ContactDrawer })),
);

const CLEARED = { q: undefined, state: undefined, of: undefined };

/** External contacts: who serves them, and what they said to being archived. */
export function ContactsPart() {
  const { t } = useTranslation();
  const { params, change } = useDirectory();
  const { q, state, of, open } = params;
  const contacts = useContacts(params);
  const isFiltered = [q, state, of].some((filter) => filter !== undefined);
  const clear = () => change(CLEARED);
  return (
    <div className={styles.parts}>
      <Filters placeholder="directory.searchContacts" isFiltered={isFiltered} onClear={clear}>
        <Select<string>
          className={styles.select}
          aria-label={t('directory.state')}
          value={state ?? 'all'}
          onChange={(value) => change({ state: CONTACT_STATES.find((one) => one === value) })}
          options={[
            { value: 'all', label: t('directory.allContacts') },
            ...CONTACT_STATES.map((value) => ({ value, label: t(`directory.contactState.${value}`) })),
          ]}
        />
        {of !== undefined && <OfParty id={of} words="directory.servedByOne" />}
      </Filters>
      <Listed query={contacts} counted="directory.contactCount" isFiltered={isFiltered} onClear={clear}>
        <ContactTable
          contacts={contacts.data?.pages.flatMap((page) => page.items) ?? []}
          chosen={open}
          onChoose={(id) => change({ open: id })}
        />
      </Listed>
      {open !== undefined && (
        <Suspense fallback={null}>
          <ContactDrawer id={open} onClose={() => change({ open: undefined })} />
        </Suspense>
      )}
    </div>
  );
}

interface TableProps {
  contacts: Contact[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

function ContactTable({ contacts, chosen, onChoose }: TableProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('directory.name')}</th>
            <th scope="col">{t('directory.company')}</th>
            <th scope="col">{t('directory.servedBy')}</th>
            <th scope="col">{t('directory.said')}</th>
            <WrittenHeads />
          </tr>
        </thead>
        <tbody data-rows>
          {contacts.map((contact) => (
            <tr key={contact.id} data-on={contact.id === chosen} data-testid="contact">
              <td>
                <Who
                  kind="external_contact"
                  id={contact.id}
                  name={contact.name}
                  onOpen={() => onChoose(contact.id)}
                />
              </td>
              <td>{contact.company ?? '—'}</td>
              <td>
                <Servers contact={contact} />
              </td>
              <td>
                <Said contact={contact} />
              </td>
              <Written of={contact} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Servers({ contact: { served_by: members, servers, lost } }: { contact: Contact }) {
  const { t } = useTranslation();
  if (lost) return <span className={styles.tag}>{t('directory.contactState.lost')}</span>;
  if (servers === 0) return <>—</>;
  const names = members.map(nameOf).join(t('seats.comma'));
  return <>{servers > members.length ? t('directory.andMore', { names, number: servers }) : names}</>;
}

/** How many times a customer agreed, and how many times it did not. */
export function Said({ contact: { said } }: { contact: Contact }) {
  const { t, i18n } = useTranslation();
  const words = (['agree', 'default_agree', 'disagree'] as const).filter((state) => said[state] > 0);
  if (words.length === 0) return <span className="quiet">{t('directory.saidNothing')}</span>;
  return (
    <span className={styles.line}>
      {words.map((state) => (
        <span key={state} className={state === 'disagree' ? styles.no : undefined}>
          {t(`notices.customerState.${state}`)}{' '}
          <span className="numbers">{formatCount(said[state], i18n.language)}</span>
        </span>
      ))}
    </span>
  );
}

import { Link } from '@tanstack/react-router';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { nameOf } from '@/components/party-words';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { Details } from './Details';
import styles from './Directory.module.css';
import { Facts, Section, When } from './Facts';
import { Copied } from './MemberDrawer';
import { type ContactView, useContact } from './queries';

interface Props {
  id: string;
  onClose: () => void;
}

/** Everything about an external contact, the list still beside it. */
export function ContactDrawer({ id, onClose }: Props) {
  const query = useContact(id);
  return (
    <Details query={query} title={query.data?.contact.name ?? id} onClose={onClose}>
      {(data) => <ContactDetails view={data} />}
    </Details>
  );
}

function ContactDetails({ view }: { view: ContactView }) {
  const { t } = useTranslation();
  const may = useMay();
  const { contact, names, served, consents, extent, rooms } = view;
  return (
    <div className={styles.details}>
      <Facts
        facts={[
          [t('directory.id'), <Copied key="id" id={contact.id} />],
          [t('directory.company'), contact.company],
          [
            t('directory.formerNames'),
            names
              .slice(0, -1)
              .map(({ name }) => name)
              .join(t('seats.comma')),
          ],
          [t('directory.state'), contact.lost && t('directory.contactState.lost')],
        ]}
      />
      <Section title={t('directory.servedBy')}>
        <ul className={styles.list}>
          {served.map(({ party, from, until }) => (
            <li key={`${party.id} ${from}`} className={styles.line}>
              <Link to="/directory" search={{ open: party.id }}>
                {nameOf(party)}
              </Link>
              <When from={from ?? null} until={until ?? null} />
            </li>
          ))}
          {served.length === 0 && <li className="quiet">{t('directory.nothing')}</li>}
        </ul>
      </Section>
      <Section title={t('directory.said')}>
        <ul className={styles.list}>
          {consents.map(({ side, owner, owner_name: name, state, at }) => (
            <li key={`${side} ${owner}`} className={styles.line}>
              <span className={state === 'disagree' ? styles.no : undefined}>
                {t(`notices.customerState.${state}`)}
              </span>
              <span>
                {t(`notices.side.${side === 'room' ? 'room' : 'pair'}`)} {name ?? owner}
              </span>
              <span className={styles.when}>
                <Moment at={at} />
              </span>
            </li>
          ))}
          {consents.length === 0 && <li className="quiet">{t('directory.saidNothing')}</li>}
        </ul>
      </Section>
      <Section title={t('directory.ties')}>
        <Facts
          facts={[
            [
              t('directory.messages'),
              extent ? (
                <>
                  <Count value={extent.message_count} /> · <Moment at={extent.first_at} /> –{' '}
                  <Moment at={extent.last_at} />
                </>
              ) : (
                t('directory.noMessages')
              ),
            ],
          ]}
        />
        <p className={styles.links}>
          {extent && may('view_conversation') && (
            <Link to="/conversations" search={{ who: 'contacts', party: contact.id }}>
              {t('directory.conversations')}
            </Link>
          )}
          <Link to="/directory" search={{ part: 'rooms', of: contact.id }}>
            {t('directory.roomsOf')} <Count value={rooms} />
          </Link>
        </p>
      </Section>
    </div>
  );
}

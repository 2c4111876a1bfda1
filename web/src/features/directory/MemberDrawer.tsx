import { Link } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import { CopyButton } from '@/components/CopyButton';
import { Count } from '@/components/Count';
import { Moment } from '@/components/Moment';
import { useMay } from '@/features/session/queries';
import { useTranslation } from '@/i18n/use-translation';
import { Details } from './Details';
import styles from './Directory.module.css';
import { Facts, Section, When } from './Facts';
import { Covered } from './MemberTable';
import { type MemberView, useMember } from './queries';
import { StandingTag } from './StandingTag';

interface Props {
  id: string;
  onClose: () => void;
}

/** Everything about a member, the list still beside it. */
export function MemberDrawer({ id, onClose }: Props) {
  const query = useMember(id);
  return (
    <Details query={query} title={query.data?.member.name ?? id} onClose={onClose}>
      {(data) => <MemberDetails view={data} />}
    </Details>
  );
}

function MemberDetails({ view }: { view: MemberView }) {
  const { t } = useTranslation();
  const { member, extent, names, former_ids: formers } = view;
  const former = names.slice(0, -1);
  return (
    <div className={styles.details}>
      <Facts
        facts={[
          [t('directory.id'), <Copied key="id" id={member.id} />],
          [t('directory.formerIds'), formers.join(t('seats.comma'))],
          [t('directory.formerNames'), former.map(({ name }) => name).join(t('seats.comma'))],
          [
            t('directory.listed'),
            view.listed.length > 0 && (
              <span className={styles.list}>
                {view.listed.map((stay) => (
                  <When key={`${stay.from}`} {...stay} />
                ))}
              </span>
            ),
          ],
        ]}
      />
      <Archive view={view} />
      <Section title={t('directory.departmentsOf')}>
        <ul className={styles.list}>
          {view.departments.map(({ path, from, until }) => (
            <li key={`${path.at(-1)?.id} ${from}`} className={styles.line}>
              <span>{path.map(({ name }) => name).join(' / ')}</span>
              <When from={from} until={until} />
            </li>
          ))}
          {view.departments.length === 0 && <li className="quiet">{t('directory.nothing')}</li>}
        </ul>
      </Section>
      {view.tags.length > 0 && (
        <Section title={t('directory.part.tags')}>
          <ul className={styles.list}>
            {view.tags.map(({ id, name, by_department: brought, from, until }) => (
              <li key={`${id} ${from}`} className={styles.line}>
                <span className={styles.tag}>{name || id}</span>
                {brought ? (
                  <span className={styles.when}>{t('directory.byDepartment')}</span>
                ) : (
                  <When from={from} until={until} />
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
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
        <Ways view={view} />
      </Section>
    </div>
  );
}

/** An id with a button that copies it. */
export function Copied({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.line}>
      <span className="mono">{id}</span>
      <CopyButton text={id} label={t('directory.copyId')} />
    </span>
  );
}

function Archive({ view }: { view: MemberView }) {
  const { t } = useTranslation();
  const { member, rules, edition, ruled, contradicted } = view;
  return (
    <Section title={t('directory.archive')}>
      <p className={styles.line}>
        <StandingTag standing={member.standing} />
        <span className="quiet">{t(`directory.standingWhy.${member.standing}`)}</span>
      </p>
      {contradicted && <Alert type="warning" showIcon title={t('directory.contradicted')} />}
      {!ruled && <p className="quiet">{t('directory.unruled')}</p>}
      <Facts
        facts={[
          [t('directory.covered'), ruled && <Covered key="covered" member={member} />],
          [t('directory.consent'), t(`notices.consent.${member.consent}`)],
          [t('directory.edition'), edition && t(`service.editions.${edition}`)],
          [
            t('directory.rules'),
            rules.length > 0 && (
              <span className={styles.list}>
                {rules.map((rule) => (
                  <Copied key={rule} id={rule} />
                ))}
              </span>
            ),
          ],
        ]}
      />
    </Section>
  );
}

/** Where to go on from a member: its conversations, customers, rooms. */
function Ways({ view: { member, extent, customers, rooms } }: { view: MemberView }) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <p className={styles.links}>
      {extent && may('view_conversation') && (
        <Link to="/conversations" search={{ who: 'members', party: member.id }}>
          {t('directory.conversations')}
        </Link>
      )}
      <Link to="/directory" search={{ part: 'contacts', of: member.id }}>
        {t('directory.customersOf')} <Count value={customers} />
      </Link>
      <Link to="/directory" search={{ part: 'rooms', of: member.id }}>
        {t('directory.roomsOf')} <Count value={rooms} />
      </Link>
    </p>
  );
}

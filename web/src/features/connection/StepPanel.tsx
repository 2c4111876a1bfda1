import { Link } from '@tanstack/react-router';
import { useTranslation } from '@/i18n/use-translation';
import { CallbackAddress } from './CallbackAddress';
import { CheckResult } from './CheckResult';
import styles from './Connection.module.css';
import { EscrowPart } from './EscrowPart';
import { Guide } from './Guide';
import { KeyPart } from './KeyPart';
import { LibraryUpload } from './LibraryUpload';
import type { Connection, StepView } from './queries';
import { RehearsalPart } from './RehearsalPart';
import { StepFields } from './StepFields';
import { stepAfter } from './steps';

interface Props {
  connection: Connection;
  view: StepView;
}

/** One step: what to do in WeCom's admin console, what to fill in here, and what the check found. */
export function StepPanel({ connection, view }: Props) {
  const { t } = useTranslation();
  const { step, check } = view;
  const next = stepAfter(step);
  return (
    <section className={styles.panel} aria-labelledby="connection-step">
      <h2 id="connection-step" className={styles.heading}>
        {t(`connection.step.${step}`)}
      </h2>
      <p className={styles.what}>{t(`connection.what.${step}`)}</p>
      <Guide step={step} />
      {step === 'callback' && <CallbackAddress url={connection.callback_url} />}
      {step === 'library' && <LibraryUpload view={view} />}
      {step === 'key' && <KeyPart connection={connection} />}
      {step === 'rehearsal' && <RehearsalPart />}
      {step === 'escrow' && <EscrowPart keys={connection.keys} />}
      <StepFields view={view} />
      {check && <CheckResult check={check} />}
      {next && view.state === 'passed' && (
        <p>
          <Link to="/admin/connection" search={{ step: next }} className={styles.next}>
            {t('connection.next', { name: t(`connection.step.${next}`) })}
          </Link>
        </p>
      )}
    </section>
  );
}

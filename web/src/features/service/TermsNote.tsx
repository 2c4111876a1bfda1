import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import { useState } from 'react';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { type Service, useAcceptTerms, useTerms } from './queries';
import styles from './Service.module.css';

/** The terms: read and accept them, or see who did. */
export function TermsNote({ terms }: { terms: Service['terms'] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const text = useTerms(isOpen);
  const accept = useAcceptTerms();
  const { accepted, version } = terms;
  return (
    <div className={styles.line}>
      {accepted ? (
        <span className="quiet">
          {t('service.acceptedBy', { name: accepted.operator, version })} <Moment at={accepted.at} />
          {accepted.address && ` · ${accepted.address}`} · SHA-256 <code>{accepted.sha256.slice(0, 12)}</code>
        </span>
      ) : (
        <span>{t('service.termsFirst', { version })}</span>
      )}
      <Button
        type={accepted ? 'text' : 'primary'}
        size={accepted ? 'small' : 'middle'}
        onClick={() => setOpen(true)}
      >
        {t(accepted ? 'service.readTerms' : 'service.readAndAccept')}
      </Button>
      <Modal
        open={isOpen}
        width={720}
        title={t('service.terms', { version })}
        okText={t('service.accept')}
        okButtonProps={{ disabled: !text.data, hidden: accepted !== null }}
        confirmLoading={accept.isPending}
        onOk={() => text.data && accept.mutate(text.data, { onSuccess: () => setOpen(false) })}
        onCancel={() => setOpen(false)}
      >
        {text.error && <ProblemNote error={text.error} />}
        {accept.error && <ProblemNote error={accept.error} />}
        <div className={styles.terms}>{text.data?.text}</div>
      </Modal>
    </div>
  );
}

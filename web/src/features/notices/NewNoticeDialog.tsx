import { useNavigate } from '@tanstack/react-router';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import Radio from 'antd/es/radio';
import Select from 'antd/es/select';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { type NewNotice, useCreateNotice } from './queries';

const EMPLOYEE = [
  'template_card',
  'app_message',
  'announcement',
  'handbook_clause',
  'onboarding_clause',
] as const;
const CUSTOMER = ['service_terms', 'first_contact', 'qr_poster', 'signature_line'] as const;

/** Begins a notice: what it is, and what it asks. */
export function NewNoticeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateNotice();
  const [notice, setNotice] = useState<NewNotice>({ kind: 'template_card', asks: 'receipt', name: '' });
  const isForCustomers = (CUSTOMER as readonly string[]).includes(notice.kind);
  const options = (kinds: readonly NewNotice['kind'][]) =>
    kinds.map((value) => ({ value, label: t(`notices.kind.${value}`) }));
  const start = () =>
    create.mutate(
      { ...notice, asks: isForCustomers ? 'receipt' : notice.asks },
      {
        onSuccess: (made) => {
          onClose();
          void navigate({ to: '/admin/notices', search: { notice: made.summary.id } });
        },
      },
    );
  return (
    <Modal
      open
      title={t('notices.create')}
      okText={t('notices.createAction')}
      okButtonProps={{ disabled: notice.name.trim() === '' }}
      confirmLoading={create.isPending}
      onOk={start}
      onCancel={onClose}
    >
      <div className={styles.form}>
        <label htmlFor="notice-name">{t('notices.name')}</label>
        <Input
          id="notice-name"
          value={notice.name}
          maxLength={60}
          onChange={(event) => setNotice({ ...notice, name: event.target.value })}
        />
        <label htmlFor="notice-kind">{t('notices.form')}</label>
        <Select<NewNotice['kind']>
          id="notice-kind"
          value={notice.kind}
          onChange={(kind) => setNotice({ ...notice, kind })}
          options={[
            { label: t('notices.audience.employee'), options: options(EMPLOYEE) },
            { label: t('notices.audience.customer'), options: options(CUSTOMER) },
          ]}
        />
        {isForCustomers ? (
          <p className="quiet">{t('notices.customerWhy')}</p>
        ) : (
          <Radio.Group
            vertical
            aria-label={t('notices.asksWhat')}
            value={notice.asks}
            onChange={(event) => setNotice({ ...notice, asks: event.target.value })}
            options={(['receipt', 'consent'] as const).map((value) => ({
              value,
              label: t(`notices.asks.${value}`),
            }))}
          />
        )}
        {create.isError && <ProblemNote error={create.error} />}
      </div>
    </Modal>
  );
}

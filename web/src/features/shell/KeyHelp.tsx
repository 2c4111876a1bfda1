import Modal from 'antd/es/modal';
import { useTranslation } from '@/i18n/use-translation';
import styles from './KeyHelp.module.css';

const KEYS = [
  ['/', 'search'],
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['Esc', 'close'],
  ['?', 'help'],
] as const;

interface Props {
  open: boolean;
  onClose: () => void;
}

/** Which keys do what. */
export function KeyHelp({ open, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal open={open} title={t('keys.title')} footer={null} onCancel={onClose} width={420}>
      <dl className={styles.keys}>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

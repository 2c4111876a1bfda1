import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Modal from 'antd/es/modal';
import { useState } from 'react';
import { CopyButton } from '@/components/CopyButton';
import { ProblemNote } from '@/components/ProblemNote';
import { savePlainText } from '@/components/save-text';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Connection.module.css';
import { useTakeShare } from './queries';

interface Props {
  version: number;
  number: number;
  onClose: () => void;
}

/** Asks who keeps a share, and shows it this once. */
export function ShareDialog({ version, number, onClose }: Props) {
  const { t } = useTranslation();
  const take = useTakeShare();
  const [holder, setHolder] = useState('');
  const share = take.data;
  return (
    <Modal
      open
      title={t('connection.shareOf', { number, version })}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        share ? (
          <Button type="primary" onClick={onClose}>
            {t('connection.shareKept')}
          </Button>
        ) : (
          <Button
            type="primary"
            disabled={holder.trim() === ''}
            loading={take.isPending}
            onClick={() => take.mutate({ version, number, holder })}
          >
            {t('connection.showShare')}
          </Button>
        )
      }
    >
      {share ? (
        <div className={styles.stack}>
          <Alert type="warning" title={t('connection.shareOnce')} />
          <pre className={styles.pem}>{share.text}</pre>
          <div className={styles.actions}>
            <Button onClick={() => savePlainText(share.file_name, share.text)}>
              {t('connection.saveShare')}
            </Button>
            <CopyButton text={share.text} label={t('connection.copyShare')}>
              {t('connection.copyShare')}
            </CopyButton>
          </div>
        </div>
      ) : (
        <div className={styles.stack}>
          <p>{t('connection.shareSays')}</p>
          <label htmlFor="share-holder">{t('connection.holder')}</label>
          <Input
            id="share-holder"
            maxLength={60}
            value={holder}
            onChange={(event) => setHolder(event.target.value)}
          />
          {take.error && <ProblemNote error={take.error} />}
        </div>
      )}
    </Modal>
  );
}

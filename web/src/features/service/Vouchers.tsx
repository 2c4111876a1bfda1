import Button from 'antd/es/button';
import Tag from 'antd/es/tag';
import { useRef, useState } from 'react';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useSession } from '@/features/session/queries';
import { formatBytes } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { ConfirmDialog } from './ConfirmDialog';
import { type Order, useDecideVoucher, useUploadVoucher, voucherAddress } from './queries';
import styles from './Service.module.css';

/** Vouchers of bank transfers: one person uploads, a second one confirms. */
export function Vouchers({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { operator } = useSession();
  const input = useRef<HTMLInputElement>(null);
  const [confirming, setConfirming] = useState<string | null>(null);
  const upload = useUploadVoucher();
  const decide = useDecideVoucher();
  const takes = order.state === 'awaiting_payment' || order.state === 'expired';
  return (
    <div className={styles.stack}>
      {order.vouchers.map((voucher) => {
        const isOwn = voucher.uploaded_by.id === operator.id;
        return (
          <div key={voucher.id} className={styles.line}>
            <span>
              <a href={voucherAddress(order.id, voucher.id)} download>
                {t('service.voucher')} {formatBytes(voucher.bytes)}
              </a>{' '}
              <span className="quiet">
                {voucher.uploaded_by.display_name} <Moment at={voucher.uploaded_at} />
              </span>{' '}
              <Tag>{t(`service.voucherStates.${voucher.state}`)}</Tag>
            </span>
            {voucher.state === 'waiting' &&
              (isOwn ? (
                <span className="quiet">{t('service.secondPerson')}</span>
              ) : (
                <span className={styles.row}>
                  <Button type="primary" size="small" onClick={() => setConfirming(voucher.id)}>
                    {t('service.confirm')}
                  </Button>
                  <Button
                    size="small"
                    loading={decide.isPending}
                    onClick={() => decide.mutate({ id: order.id, voucher: voucher.id, seen: null })}
                  >
                    {t('service.refuse')}
                  </Button>
                </span>
              ))}
          </div>
        );
      })}
      {(upload.error ?? decide.error) && <ProblemNote error={upload.error ?? decide.error} />}
      {takes && (
        <div>
          <input
            ref={input}
            type="file"
            className="visually-hidden"
            aria-label={t('service.chooseVoucher')}
            accept="image/jpeg,image/png,application/pdf"
            onChange={({ target }) => {
              const file = target.files?.[0];
              if (file) upload.mutate({ id: order.id, file });
              target.value = '';
            }}
          />
          <Button loading={upload.isPending} onClick={() => input.current?.click()}>
            {t('service.uploadVoucher')}
          </Button>
          <p className="quiet">{t('service.voucherRule')}</p>
        </div>
      )}
      {confirming && <ConfirmDialog order={order} voucher={confirming} onClose={() => setConfirming(null)} />}
    </div>
  );
}

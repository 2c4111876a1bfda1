import RedEnvelopeOutlined from '@ant-design/icons/es/icons/RedEnvelopeOutlined';
import { RichText } from '@/features/text/RichText';
import { formatMoney } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

const FLAVOURS: ReadonlySet<number> = new Set([1, 2, 3]);

/** A red packet: its wish, its sum, its parts. */
export function RedpacketCard({ content }: CardProps<'redpacket'>) {
  const { t } = useTranslation();
  const flavour = FLAVOURS.has(content.flavour)
    ? t(`card.redpacket.${content.flavour}`)
    : String(content.flavour);
  return (
    <Card
      kind={content.external ? 'external_redpacket' : 'redpacket'}
      icon={<RedEnvelopeOutlined />}
      tone="warm"
      title={<RichText text={content.wish || t('kind.redpacket')} />}
      text={`${flavour} · ${t('card.parts', { count: content.count, n: content.count })}`}
    >
      <div className={styles.amount}>{formatMoney(content.amount_fen)}</div>
    </Card>
  );
}

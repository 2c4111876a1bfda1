import OrderedListOutlined from '@ant-design/icons/es/icons/OrderedListOutlined';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';
import { TextsWithRaw } from './TextsWithRaw';

/** A sign-up chain: its fields are not published, its texts are shown as they come. */
export function SolitaireCard({ content }: CardProps<'solitaire'>) {
  const { t } = useTranslation();
  return (
    <Card kind="solitaire" icon={<OrderedListOutlined />} title={t('kind.solitaire')}>
      <TextsWithRaw texts={content.texts} raw={content.raw} />
    </Card>
  );
}

import IdcardOutlined from '@ant-design/icons/es/icons/IdcardOutlined';
import { usePartyName } from '@/features/chat/PartyNames';
import { RichText } from '@/features/text/RichText';
import { Card } from './Card';
import type { CardProps } from './registry';

/** Somebody's business card. */
export function ContactCard({ content }: CardProps<'card'>) {
  const name = usePartyName()(content.party);
  return (
    <Card
      kind="card"
      icon={<IdcardOutlined />}
      title={<RichText text={name} />}
      text={<RichText text={content.company} />}
    />
  );
}

import SafetyOutlined from '@ant-design/icons/es/icons/SafetyOutlined';
import { usePartyName } from '@/features/chat/PartyNames';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';

/** Consent, where it stands in another message rather than in a line of its own. */
export function ConsentCard({ content }: CardProps<'agree' | 'disagree'>) {
  const { t } = useTranslation();
  const partyName = usePartyName();
  const words = t(`system.${content.type}`, { name: partyName(content.party), at: '' }).trim();
  return <Card kind={content.type} icon={<SafetyOutlined />} tone="quiet" title={words} />;
}

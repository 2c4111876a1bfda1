import PhoneOutlined from '@ant-design/icons/es/icons/PhoneOutlined';
import VideoCameraOutlined from '@ant-design/icons/es/icons/VideoCameraOutlined';
import { formatPlaying } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import type { CardProps } from './registry';

const INVITES: ReadonlySet<number> = new Set([1, 2, 3, 4]);

/** That there was a call, and how long it lasted. */
export function CallText({ content }: CardProps<'voiptext'>) {
  const { t } = useTranslation();
  const { invite, seconds } = content;
  const isVideo = invite === 1 || invite === 3;
  return (
    <span>
      {isVideo ? <VideoCameraOutlined aria-hidden /> : <PhoneOutlined aria-hidden />}{' '}
      {INVITES.has(invite) ? t(`card.call.${invite}`) : t('kind.voiptext')}{' '}
      <span className="numbers">{seconds > 0 ? formatPlaying(seconds) : t('card.callMissed')}</span>
    </span>
  );
}

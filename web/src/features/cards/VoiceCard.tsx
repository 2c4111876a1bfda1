import AudioOutlined from '@ant-design/icons/es/icons/AudioOutlined';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A voice message. */
export function VoiceCard({ content }: CardProps<'voice'>) {
  return <MediaFrame kind="voice" icon={<AudioOutlined />} media={content.media} />;
}

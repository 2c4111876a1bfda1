import VideoCameraOutlined from '@ant-design/icons/es/icons/VideoCameraOutlined';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A video. */
export function VideoCard({ content }: CardProps<'video'>) {
  return <MediaFrame kind="video" icon={<VideoCameraOutlined />} media={content.media} />;
}

import PictureOutlined from '@ant-design/icons/es/icons/PictureOutlined';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A picture. */
export function ImageCard({ content }: CardProps<'image'>) {
  return <MediaFrame kind="image" icon={<PictureOutlined />} media={content.media} />;
}

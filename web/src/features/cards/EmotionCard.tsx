import SmileOutlined from '@ant-design/icons/es/icons/SmileOutlined';
import { MediaFrame } from './MediaFrame';
import type { CardProps } from './registry';

/** A sticker. */
export function EmotionCard({ content }: CardProps<'emotion'>) {
  const { width, height } = content;
  const measures = width && height ? `${width} × ${height}` : undefined;
  return <MediaFrame kind="emotion" icon={<SmileOutlined />} media={content.media} more={measures} />;
}

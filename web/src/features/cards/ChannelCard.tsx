import PlaySquareOutlined from '@ant-design/icons/es/icons/PlaySquareOutlined';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import type { CardProps } from './registry';

const FEEDS: ReadonlySet<number> = new Set([2, 4, 9]);

/** A post of a WeChat channel. */
export function ChannelCard({ content }: CardProps<'sphfeed'>) {
  const { t } = useTranslation();
  return (
    <Card
      kind="sphfeed"
      icon={<PlaySquareOutlined />}
      title={<RichText text={content.author} />}
      text={<RichText text={content.description} />}
      note={FEEDS.has(content.feed) ? t(`card.feed.${content.feed}`) : undefined}
    />
  );
}

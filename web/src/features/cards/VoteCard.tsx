import BarChartOutlined from '@ant-design/icons/es/icons/BarChartOutlined';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import styles from './Card.module.css';
import type { CardProps } from './registry';

/** A vote that was started, or somebody's choice in one. */
export function VoteCard({ content }: CardProps<'vote'>) {
  const { t } = useTranslation();
  return (
    <Card
      kind="vote"
      icon={<BarChartOutlined />}
      title={<RichText text={content.title || t('kind.vote')} />}
      text={t(content.taking_part ? 'card.voteTaken' : 'card.voteStarted')}
    >
      <ul className={styles.list}>
        {content.options.map((option, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: choices may read alike, and never move
          <li key={index}>
            <span aria-hidden>{content.taking_part ? '☑ ' : '☐ '}</span>
            <RichText text={option} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

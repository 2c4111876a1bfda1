import FormOutlined from '@ant-design/icons/es/icons/FormOutlined';
import { RichText } from '@/features/text/RichText';
import { useTranslation } from '@/i18n/use-translation';
import { Card } from './Card';
import styles from './Card.module.css';
import { Facts } from './Facts';
import type { CardProps } from './registry';

const ANSWERS: ReadonlySet<string> = new Set(['Text', 'Number', 'Date', 'Time']);

/** A form. */
export function CollectCard({ content }: CardProps<'collect'>) {
  const { t } = useTranslation();
  return (
    <Card
      kind="collect"
      icon={<FormOutlined />}
      title={<RichText text={content.title || t('kind.collect')} />}
    >
      <Facts
        rows={[
          { name: t('card.creator'), value: content.creator },
          { name: t('card.room'), value: content.room_name },
          { name: t('card.created'), value: content.created },
        ]}
      />
      <ol className={styles.list}>
        {content.questions.map((question, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: questions may read alike, and never move
          <li key={index}>
            {`${index + 1}. `}
            <RichText text={question.text} />{' '}
            <span className="quiet">
              {ANSWERS.has(question.answer) ? t(`card.answer.${question.answer}`) : question.answer}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

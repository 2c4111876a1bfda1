import CheckSquareOutlined from '@ant-design/icons/es/icons/CheckSquareOutlined';
import { RichText } from '@/features/text/RichText';
import { Card } from './Card';
import type { CardProps } from './registry';

/** A task. */
export function TodoCard({ content }: CardProps<'todo'>) {
  return (
    <Card
      kind="todo"
      icon={<CheckSquareOutlined />}
      title={<RichText text={content.task || content.title} />}
      text={content.task ? <RichText text={content.title} /> : undefined}
    />
  );
}

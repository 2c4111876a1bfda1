import Alert from 'antd/es/alert';
import { useProblemWords } from './use-problem-words';

/** A problem in one line, above the form or the list that it concerns. */
export function ProblemNote({ error }: { error: unknown }) {
  const { problem, title, fix } = useProblemWords(error);
  const text = [problem.detail, fix].filter(Boolean).join(' ');
  const codes = [problem.code, problem.requestId].filter(Boolean).join(' · ');
  return <Alert type="error" showIcon title={title} description={`${text} (${codes})`} />;
}

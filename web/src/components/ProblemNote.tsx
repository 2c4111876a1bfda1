import Alert from 'antd/es/alert';
import styles from './State.module.css';
import { useProblemWords } from './use-problem-words';

/** A problem in a few lines, above the form or the list that it concerns. */
export function ProblemNote({ error }: { error: unknown }) {
  const { problem, title, fix } = useProblemWords(error);
  const text = [problem.detail, fix].filter(Boolean).join(' ');
  const codes = [problem.code, problem.requestId].filter(Boolean).join(' · ');
  return (
    <Alert
      type="error"
      className={styles.note}
      title={title}
      description={
        <>
          {text}
          <div className={styles.noteCodes}>{codes}</div>
        </>
      }
    />
  );
}

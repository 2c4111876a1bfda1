import { type ApiProblem, asProblem } from '@/api/problem';
import { useTranslation } from '@/i18n/use-translation';

interface ProblemWords {
  problem: ApiProblem;
  title: string;
  fix: string;
}

/** The words of a problem: the server's, or ours where no server spoke. */
export function useProblemWords(error: unknown): ProblemWords {
  const { t } = useTranslation();
  const problem = asProblem(error);
  const own = ['server_unreachable', 'unexpected_answer', 'console_error'].includes(problem.code);
  const title = problem.title || t(own ? `problem.${problem.code}.title` : 'problem.unexpected_answer.title');
  const fix = problem.fix || t(own ? `problem.${problem.code}.fix` : 'problem.unexpected_answer.fix');
  return { problem, title, fix };
}

import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import { EmptyState } from '@/components/EmptyState';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { type Question, useAnswerQuestion, useQuestions } from './queries';

/** What members ask, and what they are answered. */
export function Questions() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuestions();
  return (
    <div className={styles.parts}>
      {isPending && <RowSkeleton rows={3} />}
      {!data && error && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <EmptyState title={t('notices.questions.none')} why={t('notices.questions.noneWhy')} />
      )}
      {data?.map((question) => (
        <QuestionCard key={question.id} question={question} />
      ))}
    </div>
  );
}

function QuestionCard({ question }: { question: Question }) {
  const { t } = useTranslation();
  const answer = useAnswerQuestion();
  const [text, setText] = useState('');
  return (
    <section className={styles.card} data-testid="question">
      <header className={styles.cardHead}>
        <strong>{question.member.name ?? question.member.id}</strong>
        <span className="quiet">
          <Moment at={question.asked_at} />
        </span>
      </header>
      <p className={styles.text}>{question.question}</p>
      {question.answer !== null ? (
        <div className={styles.answer}>
          <p className={styles.text}>{question.answer}</p>
          <p className="quiet">
            {question.answered_by?.display_name}{' '}
            {question.answered_at !== null && <Moment at={question.answered_at} />}
          </p>
        </div>
      ) : (
        <>
          <Input.TextArea
            value={text}
            maxLength={2000}
            rows={2}
            aria-label={t('notices.questions.answer')}
            placeholder={t('notices.questions.hint')}
            onChange={(event) => setText(event.target.value)}
          />
          <div className={styles.actions}>
            <Button
              size="small"
              disabled={text.trim() === ''}
              loading={answer.isPending}
              onClick={() => answer.mutate({ id: question.id, text })}
            >
              {t('notices.questions.answer')}
            </Button>
          </div>
          {answer.isError && <ProblemNote error={answer.error} />}
        </>
      )}
    </section>
  );
}

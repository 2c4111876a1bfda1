import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import { Moment } from '@/components/Moment';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Me.module.css';
import { type Me, useAsk } from './queries';

/** What the member asked, and a way to ask. */
export function MeQuestions({ questions }: { questions: Me['questions'] }) {
  const { t } = useTranslation();
  const ask = useAsk();
  const [text, setText] = useState('');
  return (
    <section className={styles.section}>
      <h2>{t('me.questions')}</h2>
      <Input.TextArea
        value={text}
        maxLength={1000}
        rows={2}
        aria-label={t('me.question')}
        placeholder={t('me.questionHint')}
        onChange={(event) => setText(event.target.value)}
      />
      {ask.isError && <ProblemNote error={ask.error} />}
      <div className={styles.actions}>
        <Button
          disabled={text.trim() === ''}
          loading={ask.isPending}
          onClick={() => ask.mutate(text, { onSuccess: () => setText('') })}
        >
          {t('me.ask')}
        </Button>
      </div>
      {questions.map((question) => (
        <article key={question.id} className={styles.notice} data-testid="me-question">
          <p className={styles.text}>{question.question}</p>
          <p className="quiet">
            <Moment at={question.asked_at} />
          </p>
          <p className={styles.text}>{question.answer ?? t('me.noAnswer')}</p>
        </article>
      ))}
    </section>
  );
}

import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Popconfirm from 'antd/es/popconfirm';
import { useState } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import styles from './Notices.module.css';
import { type NoticeText, type NoticeVersion, usePublish, useSaveDraft } from './queries';

interface Props {
  id: string;
  draft: NoticeVersion | undefined;
  /** What writing begins with. */
  start: NoticeText | undefined;
  onDone: () => void;
}

const NOTHING: NoticeText = { title_zh: '', body_zh: '', title_en: '', body_en: '' };
const FIELDS = ['title_zh', 'body_zh', 'title_en', 'body_en'] as const;

/** Writes a draft and publishes it. What is published is what was saved and read. */
export function NoticeEditor({ id, draft, start, onDone }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(start ?? NOTHING);
  const save = useSaveDraft(id);
  const publish = usePublish(id);
  const isSaved = draft !== undefined && FIELDS.every((field) => draft.text[field] === text[field]);
  const keep = () =>
    save.mutate(text, {
      onSuccess: (notice) => {
        const saved = notice.versions.find(({ published_at }) => published_at === null);
        if (saved) setText(saved.text);
      },
    });
  return (
    <div className={styles.form}>
      {FIELDS.map((field) => (
        <div key={field} className={styles.field}>
          <label htmlFor={`notice-${field}`}>{t(`notices.field.${field}`)}</label>
          {field.startsWith('title') ? (
            <Input
              id={`notice-${field}`}
              value={text[field]}
              maxLength={field === 'title_zh' ? 36 : 72}
              onChange={(event) => setText({ ...text, [field]: event.target.value })}
            />
          ) : (
            <Input.TextArea
              id={`notice-${field}`}
              value={text[field]}
              rows={4}
              onChange={(event) => setText({ ...text, [field]: event.target.value })}
            />
          )}
        </div>
      ))}
      {save.isError && <ProblemNote error={save.error} />}
      {publish.isError && <ProblemNote error={publish.error} />}
      <div className={styles.actions}>
        <Button disabled={isSaved} loading={save.isPending} onClick={keep}>
          {t('notices.saveDraft')}
        </Button>
        <Popconfirm
          title={t('notices.publishTitle', { version: draft?.version ?? 1 })}
          description={t('notices.publishWhat')}
          okText={t('notices.publish')}
          disabled={!isSaved}
          onConfirm={() => draft && publish.mutate(draft.sha256, { onSuccess: onDone })}
        >
          <Button type="primary" disabled={!isSaved} loading={publish.isPending}>
            {t('notices.publish')}
          </Button>
        </Popconfirm>
        {!isSaved && <span className="quiet">{t('notices.saveFirst')}</span>}
      </div>
    </div>
  );
}

import Button from 'antd/es/button';
import { useRef } from 'react';
import { ProblemNote } from '@/components/ProblemNote';
import { useTranslation } from '@/i18n/use-translation';
import { type StepView, useUploadLibrary } from './queries';

/** Uploads the library, unless the configuration file names one. */
export function LibraryUpload({ view }: { view: StepView }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const upload = useUploadLibrary();
  if (view.written.includes('library')) return null;
  return (
    <div>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={t('connection.chooseLibrary')}
        tabIndex={-1}
        accept=".so"
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) upload.mutate(file);
          target.value = '';
        }}
      />
      <Button loading={upload.isPending} onClick={() => input.current?.click()}>
        {t('connection.uploadLibrary')}
      </Button>{' '}
      <span className="quiet">{t('connection.orPath')}</span>
      {upload.error && <ProblemNote error={upload.error} />}
    </div>
  );
}

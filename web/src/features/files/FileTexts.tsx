import FileSearchOutlined from '@ant-design/icons/es/icons/FileSearchOutlined';
import Button from 'antd/es/button';
import Modal from 'antd/es/modal';
import Skeleton from 'antd/es/skeleton';
import { useCallback, useState } from 'react';
import type { MessageFile } from '@/api/types';
import { CopyButton } from '@/components/CopyButton';
import { ProblemNote } from '@/components/ProblemNote';
import { RichText } from '@/features/text/RichText';
import { formatCount } from '@/format/numbers';
import { useTranslation } from '@/i18n/use-translation';
import styles from './FileTexts.module.css';
import { useFileTexts } from './use-file-texts';

interface Props {
  seq: number;
  file: MessageFile;
  /** What the file is called. */
  label: string;
}

/** Opens what was drawn from a file: its text, the letters in a picture, a listing. Each reading is on record. */
export function FileTexts({ seq, file, label }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (file.texts.length === 0) return null;
  return (
    <>
      <Button size="small" type="link" icon={<FileSearchOutlined />} onClick={() => setOpen(true)}>
        {t('file.readText')}
      </Button>
      <Modal
        open={open}
        title={t('file.textOf', { name: label })}
        footer={null}
        width={720}
        destroyOnHidden
        onCancel={() => setOpen(false)}
      >
        <Texts seq={seq} slot={file.slot} />
      </Modal>
    </>
  );
}

function Texts({ seq, slot }: { seq: number; slot: number }) {
  const { t, i18n } = useTranslation();
  const texts = useFileTexts(seq, slot);
  // What was searched for is what somebody wants to see first.
  const showFirst = useCallback((list: HTMLDivElement | null) => {
    list?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, []);
  if (texts.isError) return <ProblemNote error={texts.error} />;
  if (!texts.data) return <Skeleton active paragraph={{ rows: 6 }} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys
    <section ref={showFirst} className={styles.texts} tabIndex={0} aria-label={t('file.readText')}>
      {texts.data.texts.map(({ source, text }) => (
        <article key={source}>
          <h3 className={styles.source}>
            {t(`search.drawnFrom.${source}`)}
            <span className="quiet numbers">
              {t('file.characters', { count: text.length, n: formatCount(text.length, i18n.language) })}
            </span>
            <CopyButton text={text} label={t('file.copyText')} />
          </h3>
          <p className={styles.text}>
            <RichText text={text} />
          </p>
        </article>
      ))}
      {texts.data.texts.length === 0 && <p className="quiet">{t('file.noText')}</p>}
    </section>
  );
}

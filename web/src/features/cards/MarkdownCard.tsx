import { Fragment, useMemo } from 'react';
import styles from '@/features/text/Markdown.module.css';
import { MarkdownSpans } from '@/features/text/MarkdownSpans';
import { type Block, readMarkdown } from '@/features/text/markdown';
import type { CardProps } from './registry';

/** A Markdown message, by the small part of it that WeCom shows. */
export function MarkdownCard({ content }: CardProps<'markdown'>) {
  const blocks = useMemo(() => readMarkdown(content.text), [content.text]);
  return (
    <div className={styles.markdown}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of an archived message never move
        <Fragment key={index}>{renderBlock(block)}</Fragment>
      ))}
    </div>
  );
}

function renderBlock(block: Block) {
  switch (block.type) {
    case 'heading':
      return (
        <div className={styles.heading} data-level={block.level}>
          <MarkdownSpans spans={block.spans} />
        </div>
      );
    case 'quote':
      return (
        <blockquote className={styles.quote}>
          <MarkdownSpans spans={block.spans} />
        </blockquote>
      );
    case 'item':
      return (
        <div className={styles.item}>
          <span aria-hidden>{block.marker}</span>
          <span>
            <MarkdownSpans spans={block.spans} />
          </span>
        </div>
      );
    case 'code':
      return <pre className={styles.code}>{block.text}</pre>;
    default:
      return (
        <div>
          <MarkdownSpans spans={block.spans} />
        </div>
      );
  }
}

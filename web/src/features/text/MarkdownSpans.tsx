import styles from './Markdown.module.css';
import type { Span } from './markdown';
import { RichText } from './RichText';
import { SafeLink } from './SafeLink';

/** The stretches of a line. */
export function MarkdownSpans({ spans }: { spans: Span[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of an archived message never move
  return spans.map((span, index) => <MarkdownSpan key={index} span={span} />);
}

function MarkdownSpan({ span }: { span: Span }) {
  switch (span.type) {
    case 'bold':
      return (
        <strong>
          <MarkdownSpans spans={span.spans} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <MarkdownSpans spans={span.spans} />
        </em>
      );
    case 'colour':
      return (
        <span className={styles[span.colour]}>
          <MarkdownSpans spans={span.spans} />
        </span>
      );
    case 'code':
      return <code className={styles.inlineCode}>{span.text}</code>;
    case 'link':
      return <SafeLink address={span.address}>{span.text}</SafeLink>;
    default:
      return <RichText text={span.text} />;
  }
}

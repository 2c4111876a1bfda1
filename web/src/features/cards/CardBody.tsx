import type { ComponentType } from 'react';
import type { Content } from '@/api/types';
import { DepthLimit } from './DepthLimit';
import { CARDS, type CardProps } from './registry';

/** Records nest without end where somebody wants them to. */
const MAX_DEPTH = 6;

/** What a message says, by its kind. */
export function CardBody({ content, depth = 0 }: { content: Content; depth?: number }) {
  if (depth > MAX_DEPTH) return <DepthLimit />;
  const known = Object.hasOwn(CARDS, content.type) ? content : asUnknown(content);
  // The registry gives each type its own card; the pair of both is lost on the compiler.
  const Card = CARDS[known.type] as ComponentType<CardProps<Content['type']>>;
  return <Card content={known} depth={depth} />;
}

/** A page that stays open while the server learns a kind gets what it has no card for. */
function asUnknown(content: Content): Content {
  return { type: 'unknown', msgtype: content.type, texts: [], raw: JSON.stringify(content) };
}

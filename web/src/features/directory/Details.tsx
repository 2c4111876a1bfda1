import Drawer from 'antd/es/drawer';
import type { ReactNode } from 'react';
import { ProblemState } from '@/components/ProblemState';
import { RowSkeleton } from '@/components/RowSkeleton';

interface Props<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown };
  title: string;
  onClose: () => void;
  children: (data: T) => ReactNode;
}

/** Everything about one of a list, the list still beside it: on its way, refused, or there. */
export function Details<T>({ query: { data, error, refetch }, title, onClose, children }: Props<T>) {
  return (
    <Drawer open title={title} onClose={onClose} size={560}>
      {!data && !error && <RowSkeleton rows={6} />}
      {!data && Boolean(error) && <ProblemState error={error} onRetry={() => void refetch()} compact />}
      {data && children(data)}
    </Drawer>
  );
}

import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api, unwrap } from '@/api/client';
import type { Conversation, ConversationPage } from '@/api/types';

interface Change {
  read?: number;
  pinned?: boolean;
}

/** Notes what the operator has read of a conversation, and whether it is pinned; lists show it at once. */
export function useReading(id: string) {
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (change: Change) =>
      unwrap(
        api.PUT('/conversations/{id}/reading', {
          params: { path: { id } },
          body: { read: null, pinned: null, ...change },
        }),
      ),
    onSuccess(_, change) {
      const noted = (conversation: Conversation): Conversation =>
        conversation.id === id
          ? {
              ...conversation,
              ...(change.read !== undefined && { unread: false }),
              ...(change.pinned !== undefined && { pinned: change.pinned }),
            }
          : conversation;
      client.setQueryData<Conversation>(['conversation', id], (known) => known && noted(known));
      client.setQueriesData<InfiniteData<ConversationPage>>(
        { queryKey: ['conversations'] },
        (known) =>
          known && {
            ...known,
            pages: known.pages.map((page) => ({ ...page, items: page.items.map(noted) })),
          },
      );
      if (change.pinned !== undefined) void client.invalidateQueries({ queryKey: ['conversations'] });
    },
  });
  const noted = useRef<number | null>(null);
  const read = useCallback(
    (seq: number) => {
      if (noted.current === seq) return;
      noted.current = seq;
      mutate({ read: seq });
    },
    [mutate],
  );
  return { read, pin: (pinned: boolean) => mutate({ pinned }), isPending };
}

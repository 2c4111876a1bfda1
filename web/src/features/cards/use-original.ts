import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '@/api/client';
import type { Content, MessageView } from '@/api/types';
import type { MessageOfCards } from '@/features/files/message-files';
import type { ReadingParams } from '@/features/reading/params';

export type Quote = NonNullable<Extract<Content, { type: 'text' }>['quote']>;

/** How much of what is quoted is looked for. */
const LONGEST = 80;
/** How many messages that say the same are looked at, the nearest first. */
const TRIED = 8;

/** The piece of a quote by which its original is found: a line is whole in it, however clients break lines. */
export function pieceOf(quote: Quote): string {
  const lines = quote.text.split('\n').map((line) => line.trim());
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), '');
  return [...longest].slice(0, LONGEST).join('');
}

/** Which of the messages that say it is the original: by its author if one is, and no reply that quotes it. */
export function originalOf(candidates: MessageView[], quote: Quote): MessageView | undefined {
  const said = candidates.filter(({ content }) => !(content.type === 'text' && content.quote));
  const byAuthor = said.find(({ sender, sender_then }) => [sender.name, sender_then].includes(quote.author));
  return byAuthor ?? said[0];
}

/** Goes to the message that a quote quotes. Clients give no id with it, so that it is found by its words. */
export function useOriginal(message: MessageOfCards, quote: Quote) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      const id = message.conversation_id;
      const hits = await unwrap(
        api.POST('/conversations/{id}/hits', {
          params: { path: { id } },
          body: { q: pieceOf(quote), fold: false },
        }),
      );
      const own = hits.seqs.indexOf(message.seq);
      const before = hits.seqs.slice(0, own < 0 ? undefined : own).slice(-TRIED);
      const read = (seq: number) =>
        client.fetchQuery({
          queryKey: ['message', seq],
          queryFn: ({ signal }) => unwrap(api.GET('/messages/{seq}', { params: { path: { seq } }, signal })),
          staleTime: 60_000,
        });
      const found = originalOf(await Promise.all(before.reverse().map(read)), quote);
      if (found) {
        const search = (at: ReadingParams) => ({ ...at, at: found.seq, day: undefined, edge: undefined });
        await navigate({ to: '.', search, hash: true });
      }
      return found !== undefined;
    },
  });
}

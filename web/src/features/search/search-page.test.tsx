import { on, Refusal } from '@mocks/answers';
import { answerOf, hitOf, text } from '@mocks/archive';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { queryOfHash } from '@/app/search-params';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';

const box = () => screen.findByRole<HTMLInputElement>('textbox', { name: /输入任意文字/ });

test('shows what was found, where, and out of how many; a hit leads to its place in the chat', async () => {
  const hit = text('这款产品<b>不保本</b>', { seq: 4711 });
  const snippet = [
    { text: '这款产品<b>不', hit: false },
    { text: '保本', hit: true },
    { text: '</b>', hit: false },
  ];
  const more = { before: text('请问保本吗？'), after: text('明白了') };
  const coverage = {
    searched: 12_345,
    visible: 12_345,
    lag_messages: 0,
    lag_ms: 0,
    not_searchable: [{ what: 'voice', count: 12 }],
  };
  const kinds = [{ kind: 'text' as const, count: 1_284 }];
  server.use(
    on('post', '/search', () => answerOf([hitOf(hit, snippet, more)], { total: 1_284, coverage, kinds })),
  );
  openConsole('/search#q=%E4%BF%9D%E6%9C%AC');

  const results = within(await screen.findByRole('region', { name: '搜索结果' }));
  const link = await results.findByRole<HTMLAnchorElement>('link');
  expect(link.textContent).toContain('这款产品<b>不保本</b>');
  expect(
    within(link)
      .getAllByRole('mark')
      .map((mark) => mark.textContent),
  ).toEqual(['保本']);
  expect(link.textContent).toMatch(/请问保本吗？.*明白了/);
  const target = new URL(link.href);
  expect(target.pathname + target.search).toBe(`/conversations/${hit.conversation_id}?at=4711`);
  expect(queryOfHash(target.hash)).toBe('保本');

  const status = screen.getByText(/1,284/, { selector: '[role=status] *' }).closest('[role=status]');
  expect(status?.textContent).toMatch(/12,345.*12/);
  expect(screen.getByRole('button', { name: '文本 1,284' }).getAttribute('aria-pressed')).toBe('false');
});

test('what is typed goes into the fragment and the body, never into a path', async () => {
  const query = 'a+b & 50% #1';
  const asked: { url: string; q: unknown }[] = [];
  server.use(
    on('post', '/search', ({ url, body }) => {
      asked.push({ url: url.href, q: (body as { q: string }).q });
      return answerOf([hitOf(text(`说 ${query}`), [{ text: query, hit: true }])]);
    }),
  );
  const user = openConsole('/search');
  await user.type(await box(), query);
  const link = await screen.findByRole<HTMLAnchorElement>('link', { name: /50%/ });
  expect(queryOfHash(window.location.hash)).toBe(query);
  expect(queryOfHash(new URL(link.href).hash)).toBe(query);
  expect(window.location.pathname + window.location.search).toBe('/search');
  expect(asked.at(-1)?.q).toBe(query);
  for (const { url } of asked) expect(new URL(url).search).toBe('');
  expect((await box()).value).toBe(query);
});

test('says that nothing matches, and takes the filters away on demand', async () => {
  server.use(
    on('post', '/search', ({ body }) => {
      const { side, q } = body as { side?: string; q: string };
      return answerOf(side ? [] : [hitOf(text(q), [{ text: q, hit: true }])]);
    }),
  );
  const user = openConsole('/search?side=internal#q=%E4%BF%9D%E6%9C%AC');
  const nothing = await screen.findByRole('heading', { name: '没有符合的消息' });
  const state = nothing.parentElement as HTMLElement;
  await user.click(within(state).getByRole('button', { name: '清除全部' }));
  expect(await screen.findByRole('region', { name: '搜索结果' })).toBeDefined();
  expect(window.location.search).toBe('');
  expect(queryOfHash(window.location.hash)).toBe('保本');
});

test('says what went wrong and what helps; trying again shows the results', async () => {
  let isWell = false;
  server.use(
    on('post', '/search', () => {
      if (!isWell) {
        throw new Refusal(422, 'query_only_excludes', '搜索内容只有排除词', '请加入至少一个要包含的词。');
      }
      return answerOf([hitOf(text('好的'), [{ text: '好的', hit: true }])]);
    }),
  );
  const user = openConsole('/search#q=-%E5%A5%BD');
  const alert = within(await screen.findByRole('alert'));
  expect(alert.getByRole('heading', { name: '搜索内容只有排除词' })).toBeDefined();
  expect(alert.getByText('请加入至少一个要包含的词。')).toBeDefined();
  expect(alert.getByText('代码 query_only_excludes')).toBeDefined();
  isWell = true;
  await user.click(alert.getByRole('button', { name: '重试' }));
  expect(await screen.findByRole('region', { name: '搜索结果' })).toBeDefined();
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

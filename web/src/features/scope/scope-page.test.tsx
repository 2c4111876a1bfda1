import { on, Refusal } from '@mocks/answers';
import { SESSION } from '@mocks/archive';
import { CHOICES, LI, previewOf, reconcileOf, ruleOf, scopeOf, ZHANG } from '@mocks/scope';
import { screen, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';

beforeEach(() => {
  server.use(
    on('get', '/scope', () => scopeOf()),
    on('get', '/scope/choices', () => CHOICES),
    on('get', '/scope/choices/members', () => ({ items: [ZHANG, LI], total: 2 })),
  );
});

test('rules are sentences, with when they count and who saved them', async () => {
  openConsole('/admin/scope');
  const rule = within(await screen.findByTestId('rule'));
  expect(await rule.findByText(/部门“销售部”及其下级的内部和外部会话：强制存档，需服务版席位/)).toBeDefined();
  expect(rule.getByText(/现选中 12 人/).textContent).toContain(SESSION.operator.display_name);
  expect(rule.getByText('制度第 3 条')).toBeDefined();
  const summary = within(screen.getByRole('region', { name: '概况' }));
  expect(summary.getByText('还缺 2 个席位，超出的成员不会被存档')).toBeDefined();
});

test('a rule is added, looked at and saved', async () => {
  const sent: unknown[] = [];
  const saved = scopeOf({ version: 2, rules: [ruleOf(), ruleOf({ id: 'second', selector: { by: 'everybody' } })] });
  server.use(
    on('post', '/scope/preview', ({ body }) => {
      sent.push(body);
      return previewOf();
    }),
    on('put', '/scope', ({ body }) => {
      sent.push(body);
      return saved;
    }),
  );
  const user = openConsole('/admin/scope');
  await user.click(await screen.findByRole('button', { name: '添加规则' }));
  const drawer = within(await screen.findByRole('dialog'));
  await user.click(drawer.getByRole('radio', { name: '强制存档，不论本人意愿' }));
  expect(drawer.getByTestId('sentence').textContent).toBe('全体成员的内部和外部会话：强制存档，需服务版席位');
  await user.click(drawer.getByRole('button', { name: '放入草稿' }));
  expect(screen.getByText('新增，未保存')).toBeDefined();
  await user.click(screen.getByRole('button', { name: '预览并保存' }));
  const preview = within(await screen.findByTestId('preview'));
  expect(within(preview.getByTestId('joins')).getByText('张伟')).toBeDefined();
  expect(preview.getByText('在范围内：12 人 → 14 人')).toBeDefined();
  await user.click(screen.getByRole('button', { name: '保存' }));
  expect(await screen.findByText(/^全体成员的内部和外部会话/)).toBeDefined();
  expect(screen.queryByText(/未保存/)).toBeNull();
  expect(sent[0]).toEqual(sent[1]);
  expect(sent[1]).toMatchObject({ version: 1, rules: [{ id: ruleOf().id }, { id: null, from: null }] });
});

test('what cannot be saved says why, with its rule', async () => {
  server.use(
    on('post', '/scope/preview', () =>
      previewOf({
        flaws: [{ index: null, flaw: 'nobody_is_left' }],
        warnings: [{ index: 0, warning: 'department_gone' }],
      }),
    ),
  );
  const user = openConsole('/admin/scope');
  await user.click(await screen.findByRole('button', { name: /^结束：/ }));
  await user.click(screen.getByRole('button', { name: '预览并保存' }));
  expect(await screen.findByText('排除之后没有人留在范围内，请缩小排除。')).toBeDefined();
  expect(screen.getByText(/^第 1 条：这个部门已不存在/)).toBeDefined();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: '保存' }).disabled).toBe(true);
});

test('of two who save at once the second is told, and may begin again', async () => {
  let version = 1;
  server.use(
    on('get', '/scope', () => scopeOf({ version })),
    on('post', '/scope/preview', () => previewOf()),
    on('put', '/scope', () => {
      version = 2;
      throw new Refusal(409, 'scope_changed', '存档范围已被他人修改');
    }),
  );
  const user = openConsole('/admin/scope');
  await user.click(await screen.findByRole('button', { name: /^结束：/ }));
  await user.click(screen.getByRole('button', { name: '预览并保存' }));
  await screen.findByTestId('preview');
  await user.click(screen.getByRole('button', { name: '保存' }));
  await user.click(await screen.findByRole('button', { name: '放弃草稿，载入最新规则' }));
  await expect.poll(() => screen.queryByText(/处修改未保存/)).toBeNull();
});

test('those without a seat are named with the reason and what helps', async () => {
  const asked: (string | null)[] = [];
  server.use(
    on('get', '/scope/reconcile', ({ url }) => {
      asked.push(url.searchParams.get('reason'));
      return reconcileOf();
    }),
    on('post', '/scope/reconcile', () =>
      reconcileOf({ missing: [], missing_total: 0, items: [], total: 0 }),
    ),
  );
  const user = openConsole('/admin/scope?tab=seats');
  const rows = await screen.findAllByTestId('seat-row');
  expect(rows.map((row) => row.textContent)).toEqual([
    expect.stringContaining('席位已用完'),
    expect.stringContaining('增购席位，或缩小范围'),
  ]);
  expect(screen.getByTestId('missing').textContent).toBe('2');
  server.use(
    on('get', '/scope/reconcile', () => reconcileOf({ missing: [], missing_total: 0, items: [], total: 0 })),
  );
  await user.click(screen.getByRole('button', { name: '立即核对' }));
  expect(await screen.findByText('范围内的人都已存档')).toBeDefined();
  expect(asked).toEqual([null]);
});

test('while WeCom cannot be asked it is said since when', async () => {
  server.use(
    on('get', '/scope/reconcile', () =>
      reconcileOf({
        failing: {
          code: 'archive_expired',
          title: '会话内容存档服务已过期',
          detail: '301052',
          fix: '请尽快续费。',
          since: 1_785_553_200_000,
        },
      }),
    ),
  );
  openConsole('/admin/scope?tab=seats');
  expect(await screen.findByText('会话内容存档服务已过期')).toBeDefined();
  expect(screen.getByText(/核对失败，起于/).textContent).toContain('请尽快续费。');
});

test('whether somebody was in scope is told with the rules that say so', async () => {
  const asked: (string | null)[] = [];
  server.use(
    on('get', '/scope/members/{id}', ({ url }) => {
      asked.push(url.searchParams.get('at'));
      return {
        member: ZHANG,
        at: 1_785_553_200_000,
        listed: true,
        ruled: true,
        coverage: {
          internal: 'consent' as const,
          external: null,
          edition: 'service' as const,
          rules: [ruleOf().id],
          contradicted: false,
        },
        since: 1_785_553_200_000,
        consent: 'pending' as const,
        internal: false,
        external: false,
        rules: [ruleOf()],
        excluded_by: [],
      };
    }),
  );
  openConsole('/admin/scope?tab=member&member=ZhangWei&day=2026-08-01&time=11:00');
  const verdict = await screen.findByTestId('verdict');
  expect(verdict.textContent).toBe('张伟 在范围内，但没有本人同意，不存档');
  expect(asked).toEqual([String(Date.UTC(2026, 7, 1, 3))]);
  expect(screen.getByText('依据的规则')).toBeDefined();
});

test('says what went wrong and how to go on', async () => {
  server.use(
    on('get', '/scope', () => {
      throw new Refusal(503, 'unavailable', '服务暂时不可用');
    }),
  );
  openConsole('/admin/scope');
  expect(await screen.findByRole('button', { name: '重试' })).toBeDefined();
});

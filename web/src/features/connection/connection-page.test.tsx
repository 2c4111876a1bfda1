import { on, Refusal } from '@mocks/answers';
import { NOON } from '@mocks/archive';
import { checkOf, connectionOf, KEY, UNTRUSTED } from '@mocks/connection';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import type { Connection } from './queries';
import { formOf, nextStep } from './steps';

/** A console over a connection that the test changes. */
function serve(connection: () => Connection) {
  server.use(on('get', '/connection', connection));
}

const panel = async (name: string) => within(await screen.findByRole('region', { name }));

test('begins with the first step that is not done, and saves and checks it', async () => {
  let view = connectionOf({ network: { state: 'unchecked' } });
  serve(() => view);
  const sent: unknown[] = [];
  server.use(
    on('put', '/connection/steps/{step}', ({ params, body }) => {
      sent.push([params.step, body]);
      return view;
    }),
    on('post', '/connection/steps/{step}/check', ({ params }) => {
      sent.push(params.step);
      view = connectionOf({
        corp: {
          state: 'passed',
          check: checkOf({ seen: [{ name: 'corp_id', value: 'ww1234567890abcdef' }] }),
        },
      });
      return view;
    }),
  );
  const user = openConsole('/admin/connection');
  const corp = await panel('企业');
  expect(await screen.findByText(/还需完成：企业、动态库/)).toBeDefined();
  await user.type(corp.getByLabelText('企业 ID'), 'ww1234567890abcdef');
  await user.click(corp.getByRole('button', { name: '保存并检查' }));
  expect(await screen.findByText('检查通过')).toBeDefined();
  expect(sent).toEqual([['corp', { corp_id: 'ww1234567890abcdef' }], 'corp']);
});

test('shows the address that WeCom refused, to be copied', async () => {
  const secret = { field: 'secret', fingerprint: '0a1b2c3d' };
  serve(() => connectionOf({ archive: { state: 'failed', check: UNTRUSTED, secrets: [secret] } }));
  openConsole('/admin/connection?step=archive');
  const archive = await panel('会话存档 Secret');
  expect(archive.getByText('203.0.113.7')).toBeDefined();
  expect(archive.getByRole('button', { name: '复制出口 IP' })).toBeDefined();
  expect(archive.getByText(/加入“会话内容存档 › 可信IP”/)).toBeDefined();
  expect(archive.getByText('已保存（指纹 0a1b2c3d），留空则不变')).toBeDefined();
  expect(archive.getByText(/随机|点“查看”/)).toBeDefined();
});

test('makes a key, and takes the version that the admin console shows', async () => {
  let view = connectionOf();
  serve(() => view);
  const sent: unknown[] = [];
  server.use(
    on('post', '/connection/keys', () => {
      view = connectionOf({ key: { state: 'unchecked' } }, { keys: [KEY] });
      return view;
    }),
    on('put', '/connection/keys/{version}', ({ params, body }) => {
      sent.push([params.version, body]);
      view = connectionOf({}, { keys: [{ ...KEY, version: 3 }] });
      return view;
    }),
    on('post', '/connection/steps/{step}/check', () => view),
  );
  const user = openConsole('/admin/connection?step=key');
  const key = await panel('消息加密公钥');
  await user.click(key.getByRole('button', { name: '生成密钥对' }));
  const card = within(await screen.findByRole('article', { name: '密钥 v1' }));
  expect(card.getByText(/BEGIN PUBLIC KEY/)).toBeDefined();
  const version = card.getByLabelText('管理后台显示的版本号');
  await user.clear(version);
  await user.type(version, '3');
  await user.click(card.getByRole('button', { name: '改为此版本' }));
  expect(await screen.findByRole('article', { name: '密钥 v3' })).toBeDefined();
  expect(sent).toEqual([['1', { version: 3 }]]);
});

test('shows a share once, to a keeper with a name', async () => {
  let view = connectionOf({ escrow: { state: 'unchecked' } }, { keys: [KEY] });
  serve(() => view);
  const sent: unknown[] = [];
  server.use(
    on('post', '/connection/keys/{version}/shares/{number}', ({ params, body }) => {
      sent.push([params.version, params.number, body]);
      const taken = { number: 1, taken_at: NOON, taken_by: '何观', holder: '王敏' };
      view = connectionOf({}, { keys: [{ ...KEY, shares: [taken, ...KEY.shares.slice(1)] }] });
      return { file_name: 'share.txt', text: 'huicun-escrow-v1 …' };
    }),
  );
  const user = openConsole('/admin/connection?step=escrow');
  const escrow = await panel('密钥托管');
  await user.click(escrow.getByRole('button', { name: '取走第 1 份' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByRole('button', { name: '显示这一份' })).toHaveProperty('disabled', true);
  await user.type(dialog.getByLabelText('保管人'), '王敏');
  await user.click(dialog.getByRole('button', { name: '显示这一份' }));
  expect(await dialog.findByText('huicun-escrow-v1 …')).toBeDefined();
  await user.click(dialog.getByRole('button', { name: '已妥善保存' }));
  expect(await escrow.findByText(/由 王敏 保管，何观 取走于/)).toBeDefined();
  expect(sent).toEqual([['1', '1', { holder: '王敏' }]]);
});

test('what the configuration file sets cannot be typed over', async () => {
  serve(() => connectionOf({ archive: { state: 'unchecked', written: ['secret'] } }));
  openConsole('/admin/connection?step=archive');
  const archive = await panel('会话存档 Secret');
  expect(archive.getByLabelText('Secret')).toHaveProperty('disabled', true);
  expect(archive.getByText(/由配置文件 huicun.toml 设定/)).toBeDefined();
  expect(archive.getByRole('button', { name: '检查' })).toBeDefined();
});

test('says what went wrong and how to go on', async () => {
  server.use(
    on('get', '/connection', () => {
      throw new Refusal(503, 'unavailable', '服务暂时不可用');
    }),
  );
  openConsole('/admin/connection');
  expect(await screen.findByRole('button', { name: '重试' })).toBeDefined();
});

test('sends what was typed and nothing that stays', () => {
  const [network] = connectionOf({
    network: { values: [{ name: 'proxy', value: 'http://p:1' }], written: ['public_url'] },
  }).steps.filter(({ step }) => step === 'network');
  if (!network) throw new Error('there is a network step');
  expect(formOf(network, { proxy: '', public_url: 'https://a', proxy_password: '' })).toEqual({ proxy: '' });
  expect(formOf(network, { proxy: ' http://q:1 ' })).toEqual({ proxy: 'http://q:1' });
});

test('knows where to go on', () => {
  expect(nextStep(connectionOf())).toBe('corp');
  const done = { state: 'passed' } as const;
  expect(nextStep(connectionOf({ corp: done }))).toBe('library');
  expect(
    nextStep(connectionOf({ corp: done, library: done, archive: done, key: done, rehearsal: done })),
  ).toBe('network');
});

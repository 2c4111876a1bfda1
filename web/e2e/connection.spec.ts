import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, picture, test } from './fixtures';

/** An installation that nobody has connected, and the virtual corp that it is to be connected to. */
const EMPTY = {
  url: process.env.HUICUN_EMPTY_URL,
  setup: process.env.HUICUN_EMPTY_SETUP ?? '',
  sim: process.env.HUICUN_EMPTY_SIM ?? '',
  library: process.env.HUICUN_EMPTY_LIBRARY ?? '',
};
const EGRESS = '203.0.113.7';

interface Credentials {
  corp_id: string;
  corp_name: string;
  archive_secret: string;
  app_secret: string;
  customer_secret: string;
  agent_id: number;
  callback_token: string;
  encoding_aes_key: string;
}

test.use({
  ...(EMPTY.url && { baseURL: EMPTY.url }),
  signedIn: false,
  expectedFailures: ['401 GET /api/v1/session', '409 POST /api/v1/connection/steps/rehearsal/check'],
});

/** The step that is looked at, after it was chosen in the list. */
async function open(page: Page, name: string): Promise<Locator> {
  await page.getByRole('navigation', { name: '接入步骤' }).getByRole('link', { name }).click();
  const panel = page.getByRole('region', { name });
  await expect(panel).toBeVisible();
  return panel;
}

/** Fills in and checks, until the check says that all is well. */
async function pass(panel: Locator, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields))
    await panel.getByLabel(label, { exact: true }).fill(text);
  await panel.getByRole('button', { name: '保存并检查' }).click();
  await expect(panel.getByText('检查通过')).toBeVisible();
}

async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

test('a new administrator connects an empty installation, by the console alone, until a message is archived', async ({
  page,
  request,
}) => {
  test.skip(!EMPTY.url, 'HUICUN_EMPTY_URL must say where an installation answers that nobody has connected');
  test.setTimeout(120_000);
  const told: Credentials = await (await request.get(`${EMPTY.sim}/sim/control/credentials`)).json();
  const control = async (path: string, data: object) => {
    const answer = await request.post(`${EMPTY.sim}/sim/control/${path}`, { data });
    expect(answer.ok(), path).toBe(true);
    return answer;
  };

  await test.step('the first operator', async () => {
    await page.goto(`/setup#${EMPTY.setup}`);
    await page.getByLabel('姓名').fill('王敏');
    await page.getByLabel('名称', { exact: true }).fill('admin');
    await page.getByLabel('密码', { exact: true }).fill('correct horse battery staple');
    await page.getByLabel('再次输入').fill('correct horse battery staple');
    await page.getByRole('button', { name: '创建并登录' }).click();
    await page.getByRole('link', { name: '接入' }).click();
    await expect(page.getByText('尚未开始采集')).toBeVisible();
    await picture(page, 'connection-begin');
    expect(await barriers(page)).toEqual([]);
  });

  await test.step('corp and network', async () => {
    await pass(page.getByRole('region', { name: '企业' }), {
      '企业 ID': told.corp_id,
      企业名称: told.corp_name,
    });
    // The look-alike library finds its corp at the proxy; the interface answers through it as well.
    await pass(await open(page, '网络'), { 代理: EMPTY.sim, 对外访问地址: EMPTY.url ?? '' });
  });

  await test.step('library', async () => {
    const panel = await open(page, '动态库');
    await panel.getByLabel('选择 libWeWorkFinanceSdk_C.so').setInputFiles(EMPTY.library);
    await expect(panel.getByText('检查通过')).toBeVisible();
    await expect(panel.getByText('md5', { exact: true })).toBeVisible();
  });

  await test.step('archive secret: the egress address is told, and trusted then', async () => {
    await control('trust', { archive: false, address: EGRESS });
    const panel = await open(page, '会话存档 Secret');
    await panel.getByLabel('Secret').fill(told.archive_secret);
    await panel.getByRole('button', { name: '保存并检查' }).click();
    await expect(panel.getByText(EGRESS, { exact: true })).toBeVisible();
    await expect(panel.getByRole('button', { name: '复制出口 IP' })).toBeVisible();
    await picture(page, 'connection-refused');
    expect(await barriers(page)).toEqual([]);
    await control('trust', { archive: true });
    await panel.getByRole('button', { name: '保存并检查' }).click();
    await expect(panel.getByText('检查通过')).toBeVisible();
    await expect(panel).not.toContainText(told.archive_secret);
  });

  await test.step('keys: the public half is pasted, its version taken over', async () => {
    const panel = await open(page, '消息加密公钥');
    await panel.getByRole('button', { name: '生成密钥对' }).click();
    const pem = await panel.getByTestId('public-pem').textContent();
    const { publickey_ver: version } = await (await control('public_key', { pem })).json();
    await panel.getByLabel('管理后台显示的版本号').fill(String(version));
    await panel.getByRole('button', { name: '改为此版本' }).click();
    await expect(panel.getByRole('article', { name: `密钥 v${version}` })).toBeVisible();
    await picture(page, 'connection-key');
  });

  await test.step('rehearsal: a real message opens', async () => {
    await control('produce', { count: 5 });
    const panel = await open(page, '演练');
    await panel.getByRole('button', { name: '开始演练' }).click();
    await expect(panel.getByText('检查通过')).toBeVisible();
    await expect(panel.getByText('成功打开')).toBeVisible();
    await picture(page, 'connection-rehearsal');
  });

  await test.step('the first messages are archived', async () => {
    await expect(page.getByText(/接入完成，已收到 \d+ 条消息/)).toBeVisible({ timeout: 30_000 });
    await page.getByRole('link', { name: '会话', exact: true }).click();
    await expect(page.locator('main [data-row]').first()).toBeVisible();
  });

  await test.step('two people keep the key', async () => {
    await page.getByRole('link', { name: '接入' }).click();
    const panel = await open(page, '密钥托管');
    for (const [number, keeper] of [
      [1, '王敏'],
      [2, '孙涛'],
    ] as const) {
      await panel.getByRole('button', { name: `取走第 ${number} 份` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('保管人').fill(keeper);
      await dialog.getByRole('button', { name: '显示这一份' }).click();
      await expect(dialog.getByText('huicun-escrow-v1')).toBeVisible();
      await dialog.getByRole('button', { name: '已妥善保存' }).click();
      await expect(panel.getByText(`由 ${keeper} 保管`)).toBeVisible();
    }
  });

  await test.step('what is optional', async () => {
    await pass(await open(page, '通讯录'), { Secret: told.app_secret });
    await pass(await open(page, '客户联系'), { Secret: told.customer_secret });
    await pass(await open(page, '自建应用'), { AgentId: String(told.agent_id), Secret: told.app_secret });
    const panel = await open(page, '接收事件');
    await panel.getByLabel('Token', { exact: true }).fill(told.callback_token);
    await panel.getByLabel('EncodingAESKey').fill(told.encoding_aes_key);
    await panel.getByRole('button', { name: '保存并检查' }).click();
    await expect(panel.getByText('尚未收到企业微信的验证请求')).toBeVisible();
    await control('callback', { url: `${EMPTY.url}/wecom/callback` });
    await panel.getByRole('button', { name: '保存并检查' }).click();
    await expect(panel.getByText('检查通过')).toBeVisible();
    await picture(page, 'connection-done');
  });

  await test.step('on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/admin/connection?step=archive');
    await expect(page.getByRole('combobox', { name: '接入步骤' })).toBeVisible();
    await picture(page, 'connection-phone');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide, 'nothing is wider than the phone').toBe(false);
    expect(await barriers(page)).toEqual([]);
  });
});

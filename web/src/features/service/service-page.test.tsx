import { on, Refusal } from '@mocks/answers';
import { SESSION } from '@mocks/archive';
import { ACCEPTED, orderOf, QUOTE, runningOf, serviceOf, USAGE, voucherOf } from '@mocks/service';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { openConsole } from '@/testing/console';
import { server } from '@/testing/server';
import { stepOf } from './OpeningCard';
import { kindsFor, requestOf } from './order-words';
import type { Order, Service } from './queries';

/** A console over a service that the test changes. */
function serve(service: () => Service, orders: () => Order[] = () => []) {
  server.use(
    on('get', '/service', service),
    on('get', '/service/orders', () => ({ items: orders() })),
    on('get', '/service/usage', () => USAGE),
    on('post', '/service/quote', () => QUOTE),
  );
}

test('leads from the terms to an order', async () => {
  let service = serviceOf();
  let orders: Order[] = [];
  serve(
    () => service,
    () => orders,
  );
  const sent: unknown[] = [];
  server.use(
    on('get', '/service/terms', () => ({ version: '2026-11', sha256: 'ab', text: '1. 服务内容。' })),
    on('post', '/service/terms', ({ body }) => {
      sent.push(body);
      service = serviceOf({ terms: ACCEPTED });
      return service;
    }),
    on('post', '/service/orders', ({ body }) => {
      sent.push(body);
      orders = [orderOf()];
      return orderOf();
    }),
  );
  const user = openConsole('/admin/service');
  await user.click(await screen.findByRole('button', { name: '阅读并接受条款' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText('1. 服务内容。')).toBeDefined();
  await user.click(dialog.getByRole('button', { name: '接受条款' }));
  const opening = within(await screen.findByRole('region', { name: '开通服务' }));
  expect(await opening.findByText('¥15,330.00')).toBeDefined();
  await user.click(opening.getByRole('button', { name: '提交订单' }));
  expect(await screen.findByRole('region', { name: '付款' })).toBeDefined();
  expect(sent).toEqual([{ version: '2026-11', sha256: 'ab' }, QUOTE.request]);
});

test('draws the code that a phone scans', async () => {
  let order = orderOf();
  serve(
    () => serviceOf({ terms: ACCEPTED, waiting: order.id }),
    () => [order],
  );
  server.use(
    on('post', '/service/orders/{id}/wechat', () => {
      order = orderOf({ code_url: 'weixin://wxpay/bizpayurl?pr=abc' });
      return order;
    }),
  );
  const user = openConsole('/admin/service');
  const payment = within(await screen.findByRole('region', { name: '付款' }));
  await user.click(payment.getByRole('button', { name: '显示付款二维码' }));
  expect(await payment.findByText('用微信扫码付款，付款后此页自动更新。')).toBeDefined();
  expect(payment.getByRole('figure').querySelector('svg path')).not.toBeNull();
});

test('whoever uploaded a voucher cannot confirm it, a second person can', async () => {
  const { id, name, display_name } = SESSION.operator;
  const own = voucherOf({ id, name, display_name });
  const other = { ...voucherOf({ id: 'x', name: 'x', display_name: '孙涛' }), id: 'v2' };
  serve(
    () => serviceOf({ terms: ACCEPTED, waiting: orderOf().id }),
    () => [orderOf({ vouchers: [own, other] })],
  );
  const sent: unknown[] = [];
  server.use(
    on('post', '/service/orders/{id}/vouchers/{voucher}/confirm', ({ params, body }) => {
      sent.push([params.voucher, body]);
      return orderOf({ state: 'paid' });
    }),
  );
  const user = openConsole('/admin/service');
  const payment = within(await screen.findByRole('region', { name: '付款' }));
  expect(payment.getByText('须由另一人核对到账后确认')).toBeDefined();
  await user.click(payment.getByRole('button', { name: '确认到账' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('到账金额'), '15330');
  await user.type(dialog.getByLabelText('银行流水号'), '20260801-1');
  await user.click(dialog.getByRole('button', { name: '确认到账' }));
  await expect.poll(() => sent.length).toBe(1);
  expect(sent[0]).toEqual(['v2', expect.objectContaining({ amount: 1_533_000, reference: '20260801-1' })]);
});

test('counts down and says what stops, and what does not', async () => {
  serve(() => serviceOf({ terms: ACCEPTED, subscription: runningOf() }));
  openConsole('/admin/service');
  const subscription = within(await screen.findByRole('region', { name: '当前订阅' }));
  expect(subscription.getByText('订阅将在 30 天后到期')).toBeDefined();
  expect(subscription.getByText(/采集、查阅、搜索和导出照常/)).toBeDefined();
  const usage = within(await screen.findByRole('region', { name: '用量' }));
  expect(await usage.findByText(/90 \/ 100/)).toBeDefined();
  expect(usage.getByText(/约 50 天后达到配额/)).toBeDefined();
});

test('says what went wrong and how to go on', async () => {
  server.use(
    on('get', '/service', () => {
      throw new Refusal(503, 'unavailable', '服务暂时不可用');
    }),
    on('get', '/service/orders', () => ({ items: [] })),
  );
  openConsole('/admin/service');
  expect(await screen.findByRole('button', { name: '重试' })).toBeDefined();
});

test('knows what can be ordered when, and what is complete', () => {
  expect(kindsFor('none', true)).toEqual(['new', 'trial']);
  expect(kindsFor('grace', true)).toEqual(['renewal']);
  const wish = { kind: 'addition', edition: 'office', seats: 0, storage: 2, years: 1 } as const;
  expect(requestOf(wish)).toEqual({ ...wish, years: 0 });
  expect(requestOf({ ...wish, storage: 0 })).toBeNull();
  expect(requestOf({ ...wish, kind: 'upgrade' })).toMatchObject({ seats: 0, storage: 0, years: 0 });
  const accepted = serviceOf({ terms: ACCEPTED });
  expect([stepOf(serviceOf(), undefined), stepOf(accepted, undefined), stepOf(accepted, orderOf())]).toEqual([
    0, 1, 2,
  ]);
});

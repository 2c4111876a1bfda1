import { type APIRequestContext, expect, type Locator, type Page } from '@playwright/test';

/** Sets what one unit of something costs. */
export async function setPrice(page: Page, item: string, yuan: string): Promise<void> {
  const prices = page.getByRole('region', { name: '价格' });
  await prices.getByRole('combobox').click();
  await page.getByTitle(item, { exact: true }).last().click();
  await prices.getByRole('spinbutton').fill(yuan);
  await prices.getByRole('button', { name: '设置价格' }).click();
  await expect(prices.getByRole('row', { name: new RegExp(`^${item}.*当前`) })).toBeVisible();
}

/** Has the code to be paid shown; gives the card with it and the number of its order. */
export async function showCode(page: Page): Promise<{ payment: Locator; number: string }> {
  const payment = page.getByRole('region', { name: '付款' });
  await payment.getByRole('button', { name: '显示付款二维码' }).click();
  await expect(payment.locator('figure svg[role="img"]')).toBeVisible();
  return { payment, number: (await payment.locator('code').first().textContent()) ?? '' };
}

/** Pays as somebody does who scanned the code; the archive takes the notice. */
export async function pay(request: APIRequestContext, sim: string, number: string): Promise<void> {
  const paid = await request.post(`${sim}/sim/control/pay`, {
    data: { out_trade_no: number, how: 'once' },
  });
  expect(await paid.json()).toEqual({ answers: [204] });
}

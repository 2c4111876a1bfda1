const FORMAT = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `¥1,234.50` from fen. */
export function money(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  return `${sign}¥${FORMAT.format(Math.abs(fen) / 100)}`;
}

/** Fen from what a person typed in yuan; null where that is no amount. */
export function fenOf(yuan: number | string | null): number | null {
  if (yuan === null || yuan === '') return null;
  const fen = Math.round(Number(yuan) * 100);
  return Number.isSafeInteger(fen) && fen >= 0 ? fen : null;
}

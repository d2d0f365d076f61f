/** An index as it is read: three digits after the point, and those that count of a small one. */
export function psiText(psi: number | null | undefined): string {
  if (psi === null || psi === undefined) return '–';
  if (psi !== 0 && psi < 0.001) return '<0.001';
  return psi.toFixed(3);
}

/** With its sign; a minus as typography has it. */
export function changeText(change: number): string {
  const text = Math.abs(change).toFixed(3);
  if (Number(text) === 0) return '±0.000';
  return `${change > 0 ? '+' : '−'}${text}`;
}

/** A share of 0 to 1 as per cent. */
export function shareText(share: number): string {
  const percent = share * 100;
  if (percent !== 0 && Math.abs(percent) < 0.1) return percent > 0 ? '<0.1 %' : '>−0.1 %';
  return `${Number(percent.toFixed(Math.abs(percent) >= 10 ? 0 : 1))} %`.replace('-', '−');
}

/** A p-value; below a thousandth how far does not matter. */
export function pValueText(pValue: number): string {
  return pValue < 0.001 ? '<0.001' : pValue.toFixed(3);
}

/** A figure of any size, at four significant digits. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 }).format(value).replace('-', '−');
}

/** A number of rows. */
export function countText(count: number): string {
  return new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }).format(count);
}

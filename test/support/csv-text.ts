/** CSV text of some rows, the header first; null is an empty field. Every field is quoted only where it must be. */
export function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(toField).join(',')}\n`).join('');
}

/** One column of values under the header `x`. */
export function toCsvColumn(values: readonly (string | number | null)[]): Uint8Array {
  return toBytes(toCsv([['x'], ...values.map((value) => [value])]));
}

export function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function toField(value: string | number | null): string {
  if (value === null) return '';
  // String(-0) is '0'.
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

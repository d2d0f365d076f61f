/** A cell of a table; absent and null values are empty fields. */
export type CsvValue = string | number | boolean | null | undefined;

/** Rows as RFC 4180 has them: CRLF, and quotes around fields that need them. */
export function toCsv(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map((row) => `${row.map(toField).join(',')}\r\n`).join('');
}

function toField(value: CsvValue): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

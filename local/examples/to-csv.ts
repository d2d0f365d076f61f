export type Row = Readonly<Record<string, string | number | null>>;

/** Rows as CSV (RFC 4180) with the columns of the first row, but for those left out; null is an empty field. */
export function toCsv(rows: readonly Row[], leaveOut: readonly string[]): string {
  const names = Object.keys(rows[0] ?? {}).filter((name) => !leaveOut.includes(name));
  const lines = rows.map((row) => names.map((name) => toField(row[name] ?? '')).join(','));
  return [names.map(toField).join(','), ...lines, ''].join('\n');
}

function toField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

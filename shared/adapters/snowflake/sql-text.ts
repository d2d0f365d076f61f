/** A name exactly as it is, whatever its case and characters. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a literal; a backslash escapes in Snowflake. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/**
 * A double as a FLOAT: the shortest text that reads back as it. A bare literal such as 0.1 would be a NUMBER, and be
 * compared as one.
 */
export function floatOf(value: number): string {
  if (value === Infinity) return "'inf'::FLOAT";
  return value === -Infinity ? "'-inf'::FLOAT" : `'${value}'::FLOAT`;
}

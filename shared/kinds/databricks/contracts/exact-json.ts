/*
 * Ids of Databricks are numbers of 64 bits, which JavaScript's own reader rounds from 2^53 on: a run asked for by a rounded id is
 * another run, or none. So they are texts of digits here, and numbers on the wire.
 */

/** Texts, which are left alone, or whole numbers of 16 digits and more; numbers with a fraction or an exponent are neither. */
const TEXT_OR_LONG_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+])-?\b\d{16,}(?![\d.eE])/g;

/**
 * Reads JSON; whole numbers of 16 digits and more come as texts.
 *
 * @throws SyntaxError for what is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(
    text.replaceAll(TEXT_OR_LONG_NUMBER, (found) => (found.startsWith('"') ? found : `"${found}"`)),
  );
}

/** Writes an object with ids, texts of digits, as numbers. @throws RangeError for an id of anything else. */
export function toExactJson(
  fields: Readonly<Record<string, unknown>>,
  ids: Readonly<Record<string, string | undefined>>,
): string {
  const rest = JSON.stringify(fields).slice(1, -1);
  const numbers = Object.entries(ids).flatMap(([name, id]) => {
    if (id === undefined) return [];
    if (!/^\d{1,19}$/.test(id)) throw new RangeError(`'${id}' is no id.`);
    return [`${JSON.stringify(name)}:${id}`];
  });
  return `{${[...numbers, ...(rest === '' ? [] : [rest])].join(',')}}`;
}

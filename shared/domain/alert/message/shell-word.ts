/** One argument of a command that people copy into their shell, whatever is in it. */
export function shellWord(text: string): string {
  return /^[\w.:@%+-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

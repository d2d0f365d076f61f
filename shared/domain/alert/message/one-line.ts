/** What would end a line, hide text or turn its direction: control and format characters, and the two line separators. */
const NOT_FOR_A_LINE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/**
 * A text of anybody's making as one line of at most `maxLength` characters: nothing in it can begin another line of a
 * message, or another header. What is longer ends in `…`.
 */
export function oneLine(text: string, maxLength = 200): string {
  // A text of megabytes is not looked through; three units are enough for a character and what goes before it.
  const line = text
    .slice(0, maxLength * 3 + 100)
    .toWellFormed()
    .replace(NOT_FOR_A_LINE, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}

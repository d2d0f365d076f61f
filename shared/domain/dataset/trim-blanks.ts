const SPACE = 32;
const TAB = 9;

/**
 * A field's text without the blanks around it, one character a byte: right for ASCII, and other text is never
 * mistaken for it. Meant for numbers and short words.
 */
export function trimBlanks(bytes: Uint8Array, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  let text = '';
  for (let at = from; at < to; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

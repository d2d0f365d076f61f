const MAX_LENGTH = 500;

/** A text of somebody else's as it fits a message: one line, of at most 500 characters. */
export function shortened(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH - 1)}…`;
}

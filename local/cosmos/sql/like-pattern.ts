import { badRequest } from '../cosmos-error.ts';

/**
 * A LIKE pattern as a regular expression: `%` any text, `_` one character, `[a-f]` and `[^a-f]` character sets;
 * the character after `escape` stands for itself. Throws a 400 for a
 * set that is none, such as `[z-a]`.
 */
export function likePattern(pattern: string, escape: string | undefined): RegExp {
  let source = '';
  let index = 0;
  while (index < pattern.length) {
    const char = pattern.charAt(index);
    const set = char === '[' ? /^\[\^?[^\]]+\]/.exec(pattern.slice(index))?.[0] : undefined;
    if (char === escape) {
      source += literally(pattern.charAt(index + 1));
      index += 2;
    } else if (set !== undefined) {
      source += set.replaceAll('\\', '\\\\');
      index += set.length;
    } else {
      source += WILDCARDS.get(char) ?? literally(char);
      index += 1;
    }
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch (error) {
    throw badRequest(`The LIKE pattern '${pattern}' is not valid: ${String(error)}`);
  }
}

const WILDCARDS = new Map([
  ['%', '.*'],
  ['_', '.'],
]);

function literally(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}

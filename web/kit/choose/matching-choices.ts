/** More than this nobody reads; typing finds the others. */
const SHOWN = 60;

/**
 * The names that hold each word of the text, those that begin with it first; all of an empty text, none where it is the
 * only one already. A word may be written
 * with spaces where the name has `_`, `-` or `/`, as cities are: "new york" finds America/New_York.
 */
export function matchingChoices(names: readonly string[], text: string): readonly string[] {
  const words = plain(text).split(' ').filter(Boolean);
  if (words.length === 0) return names.slice(0, SHOWN);
  const found = names
    .map((name) => ({ name, plain: plain(name) }))
    .filter((each) => words.every((word) => each.plain.includes(word)));
  if (found.length === 1 && found[0]?.name === text) return [];
  const [first = ''] = words;
  const begins = (each: { readonly plain: string }) => (each.plain.startsWith(first) ? 0 : 1);
  return found
    .toSorted((a, b) => begins(a) - begins(b))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_/-]+/g, ' ');
}

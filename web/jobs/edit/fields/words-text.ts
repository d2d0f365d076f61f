/** The words of a text, with commas or lines between. */
export function wordsOf(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** What a list of words reads as. */
export function textOfWords(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : '';
}

import { trimBlanks } from './parse-decimal.ts';

/** The words that pandas, R and SQL exports write for a number that is not there. */
const MISSING_WORDS: ReadonlySet<string> = new Set(['', 'NaN', 'nan', 'NA', 'N/A', 'null', 'NULL']);
const LONGEST = 4;

/** Whether the field of a numeric column says that there is no value: blank, or one of the usual words. */
export function isMissingWord(bytes: Uint8Array, start: number, end: number): boolean {
  const text = trimBlanks(bytes, start, end);
  if (text === '') return end - start <= 1_000;
  return text.length <= LONGEST && MISSING_WORDS.has(text);
}

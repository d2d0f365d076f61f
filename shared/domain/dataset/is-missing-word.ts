import { trimBlanks } from './trim-blanks.ts';

/** The words that pandas, R and SQL exports write for a number that is not there. */
const MISSING_WORDS: ReadonlySet<string> = new Set(['', 'NaN', 'nan', 'NA', 'N/A', 'null', 'NULL']);

/** Whether the field of a numeric column says that there is no value: blank, or one of the usual words. */
export function isMissingWord(bytes: Uint8Array, start: number, end: number): boolean {
  return start === end || MISSING_WORDS.has(trimBlanks(bytes, start, end));
}

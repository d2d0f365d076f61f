import { dayAfter } from '../kit/schedule-calendar/month.ts';

/** A range from the first to the last day of more days than this is hardly meant. */
const MAX_RANGE_DAYS = 366;

/** The days in order, each once. */
export function inOrder(days: Iterable<string>): readonly string[] {
  return [...new Set(days)].toSorted();
}

/** The days with one more, or without it where it was among them. */
export function toggled(days: readonly string[], day: string): readonly string[] {
  return days.includes(day) ? days.filter((each) => each !== day) : inOrder([...days, day]);
}

/** The days with all from the first to the last; the ends may be told in either order. */
export function withRange(days: readonly string[], first: string, last: string): readonly string[] {
  const [from = first, until = last] = [first, last].toSorted();
  const range: string[] = [];
  for (let day = from; day <= until && range.length < MAX_RANGE_DAYS; day = dayAfter(day)) range.push(day);
  return inOrder([...days, ...range]);
}

/** The days of a text, as in `2026-12-25`, whatever stands between; what is no such day is told apart. */
export function daysOfText(text: string): {
  readonly days: readonly string[];
  readonly strange: readonly string[];
} {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const isDay = (word: string) => /^\d{4}-\d{2}-\d{2}$/.test(word) && sameDay(word);
  return { days: inOrder(words.filter(isDay)), strange: words.filter((word) => !isDay(word)) };
}

/** Which days one has and the other has not. */
export function dayChanges(before: readonly string[], after: readonly string[]) {
  return {
    added: after.filter((day) => !before.includes(day)),
    removed: before.filter((day) => !after.includes(day)),
  };
}

function sameDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

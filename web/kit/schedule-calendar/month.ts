/** A month, as in `2026-11`. */
export type Month = string;

/** The weeks of a month, from Monday, each day as in `2026-11-21`; the first and last reach into its neighbours. */
export function weeksOf(month: Month): readonly (readonly string[])[] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY_MS;
  const end = Date.parse(`${shiftMonth(month, 1)}-01T00:00:00Z`);
  const weeks: string[][] = [];
  for (let at = start; at < end; at += 7 * DAY_MS) {
    weeks.push(Array.from({ length: 7 }, (_, day) => dayText(at + day * DAY_MS)));
  }
  return weeks;
}

/** The month so many months later. */
export function shiftMonth(month: Month, by: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return dayText(Date.UTC(year, number - 1 + by, 1)).slice(0, 7);
}

/** As in `November 2026`. */
export function monthName(month: Month): string {
  return MONTH_NAME.format(Date.parse(`${month}-01T00:00:00Z`));
}

/** As in `Saturday 21 November`. */
export function dayName(day: string): string {
  return DAY_NAME.format(Date.parse(`${day}T00:00:00Z`));
}

/** The day after, as in `2026-11-22`. */
export function dayAfter(day: string): string {
  return dayText(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
}

const DAY_MS = 86_400_000;
const MONTH_NAME = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' });
const DAY_NAME = new Intl.DateTimeFormat('en-GB', {
  ...{ timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' },
});

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

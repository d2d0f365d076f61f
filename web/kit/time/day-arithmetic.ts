const DAY_MS = 86_400_000;

/** The month (0 to 11) and the other numbers of a day, `2026-11-21`. Days know no zone: they are counted in UTC. */
export function partsOfDay(day: string): {
  readonly year: number;
  readonly month: number;
  readonly date: number;
} {
  const at = new Date(`${day}T00:00:00Z`);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate() };
}

/** Of which weekday a day is: 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** The day of these numbers, month 0 to 11; what is over goes into the next month. */
export function dayOf(year: number, month: number, date: number): string {
  const at = new Date(Date.UTC(2000, 0, 1));
  at.setUTCFullYear(year, month, date);
  return at.toISOString().slice(0, 10);
}

/** How many days its month has. */
export function daysInMonth(day: string): number {
  const { year, month } = partsOfDay(day);
  return partsOfDay(dayOf(year, month + 1, 0)).date;
}

/** So many days later, or earlier. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** So many months later, or earlier: the same date, or the last of a month that has it not. */
export function addMonths(day: string, count: number): string {
  const { year, month, date } = partsOfDay(day);
  const first = dayOf(year, month + count, 1);
  return addDays(first, Math.min(date, daysInMonth(first)) - 1);
}

/** Whether it is a day as it is written here, `2026-11-21`, that the calendar has. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** 1970-01-01T00:00:00.000Z. Zone rules before the epoch are patchy, and nothing is scheduled there. */
export const EARLIEST_INSTANT = 0;

/** 9999-12-31T23:59:59.999Z, the last instant that RFC 3339 can write. */
export const LATEST_INSTANT = 253_402_300_799_999;

/** Whether a number is an instant that can be scheduled: whole milliseconds, years 1970 to 9999. */
export function isInstant(value: number): boolean {
  return Number.isInteger(value) && value >= EARLIEST_INSTANT && value <= LATEST_INSTANT;
}

/** A cron expression of any dialect as bit sets, ready to be searched. */
export interface Cron {
  /** Bit n is second n. */
  readonly secondsTo29: number;
  /** Bit n is second 30 + n. */
  readonly secondsFrom30: number;
  /** Bit n is minute n. */
  readonly minutesTo29: number;
  /** Bit n is minute 30 + n. */
  readonly minutesFrom30: number;
  /** Bit n is hour n. */
  readonly hours: number;
  /** Bit n is month n, January being 1. */
  readonly months: number;
  /**
   * The named days of a month by its shape, at `7 * (length - 28) + firstWeekday` (0 = Sunday): bit n is day n.
   * Both day fields are in it, and the rule of the dialect for their working together.
   */
  readonly daysByShape: readonly number[];
  /** The named years in order; every year when there are none. */
  readonly years: readonly number[] | undefined;
  /** Whether one of the two day fields is enough (both are restricted), or both must agree. */
  readonly eitherDay: boolean;
  /** Whether second, minute or hour starts with `*`: elapsed time is then kept when clocks change. */
  readonly keepsElapsedTime: boolean;
}

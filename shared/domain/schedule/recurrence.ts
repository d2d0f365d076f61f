import type { CronDialect } from './cron-dialects.ts';
import type { Exclusion } from './exclusion.ts';

/**
 * What happens to fixed local times when clocks change. In the hour that is left out: `shift` and `both` run
 * once at the end of the gap, `skip` does not run. In the hour that comes twice: `both` runs both times, the
 * others the first time only. Recurrences whose second, minute or hour starts with `*` keep elapsed time whatever this
 * says.
 */
export type DstPolicy = 'shift' | 'skip' | 'both';

/** Due at the local times that a cron expression names in an IANA time zone; `startAt` and `endAt` included. */
export interface CronRecurrence {
  readonly type: 'cron';
  readonly dialect: CronDialect;
  readonly expression: string;
  readonly timeZone: string;
  readonly dst: DstPolicy;
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  readonly exclusions?: readonly Exclusion[] | undefined;
}

/**
 * Due at `anchorAt` and every `everySeconds` of elapsed time after it, never before. `startAt` and `endAt`
 * (both included) narrow the range without moving the due times.
 */
export interface IntervalRecurrence {
  readonly type: 'interval';
  readonly everySeconds: number;
  readonly anchorAt: number;
  /** Where the days of excluded dates begin and end; UTC when absent. It does not move the due times. */
  readonly timeZone?: string | undefined;
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  readonly exclusions?: readonly Exclusion[] | undefined;
}

/** Due at one instant. */
export interface OnceRecurrence {
  readonly type: 'once';
  readonly at: number;
}

/** The rule that names due instants. All instants are whole milliseconds since the epoch, UTC. */
export type Recurrence = CronRecurrence | IntervalRecurrence | OnceRecurrence;

/** A cron recurrence of the right shape whose words have not been checked yet. */
export interface CronRecurrenceDraft extends Omit<CronRecurrence, 'dialect' | 'dst'> {
  readonly dialect: string;
  readonly dst: string;
}

/** A recurrence of the right shape whose contents have not been checked yet. */
export type RecurrenceDraft = CronRecurrenceDraft | IntervalRecurrence | OnceRecurrence;

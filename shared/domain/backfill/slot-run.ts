import type { Run, RunState } from '../run/run.ts';

/** What a backfill has to know of the run that a slot has. */
export interface SlotRun {
  readonly dueAt: number;
  readonly state: RunState;
  /** Absent while it has not begun, and for ever when it ended before. */
  readonly startedAt?: number;
}

/** The runs that end without having begun. */
type EndedUnbegun = Extract<Run, { readonly state: 'skipped' | 'cancelled' | 'dead' }>;

/**
 * Whether the run ended before it began. Its slot did not run, as its answer says (`skipped: …`), so a backfill
 * runs it; one whose run failed had its attempts, and running it again is a person's retry.
 */
export function isUnbegun(run: Run): run is EndedUnbegun;
export function isUnbegun(run: SlotRun): boolean;
export function isUnbegun({ state, startedAt }: SlotRun): boolean {
  return state === 'skipped' || ((state === 'cancelled' || state === 'dead') && startedAt === undefined);
}

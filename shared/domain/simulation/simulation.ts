import type { JobId } from '../job/job-id.ts';
import type { JobPolicies } from '../job/job-policies.ts';
import type { JobState, RunMissed } from '../job/job.ts';
import type { RunState } from '../run/run.ts';
import type { FailureReason } from '../run/run-failure.ts';
import type { Calendars } from '../schedule/exclusion.ts';
import type { Recurrence } from '../schedule/recurrence.ts';
import type { SlotAnswer } from '../slot/slot-answer.ts';

/** Time in which the whole app is down, epoch ms; `until` is the first instant at which it works again. */
export interface Outage {
  readonly from: number;
  readonly until: number;
}

/** What a person does to the job at an instant; during an outage it is done at its end. */
export type SimulatedChange =
  | {
      readonly type: 'edit';
      readonly at: number;
      readonly recurrences?: readonly Recurrence[];
      readonly policies?: JobPolicies;
    }
  /** With `resumeAt` the dispatcher resumes it, and does with the missed slots what `runMissed` says. */
  | {
      readonly type: 'pause';
      readonly at: number;
      readonly resumeAt?: number;
      readonly runMissed: RunMissed;
    }
  | { readonly type: 'resume'; readonly at: number; readonly runMissed: RunMissed };

/** A job that has never been, the world it lives in, and how far and how closely to look. Instants are epoch ms. */
export interface Simulation {
  /** Decides the spread and the jitter of pauses between attempts. */
  readonly jobId: JobId;
  readonly recurrences: readonly Recurrence[];
  readonly policies: JobPolicies;
  /** The job is made then; its slots are those after it. */
  readonly from: number;
  readonly until: number;
  /** The dispatcher looks at `from` and so often after it. */
  readonly dispatchEverySeconds: number;
  readonly lookAheadSeconds: number;
  readonly outages: readonly Outage[];
  readonly changes: readonly SimulatedChange[];
  /** How long attempts take, in turns; at least one. */
  readonly runSeconds: readonly number[];
  /** Every so manieth attempt fails, with this reason. */
  readonly failures?: { readonly everyNth: number; readonly reason: FailureReason };
  readonly calendars?: Calendars;
  /** The most slots to tell of. */
  readonly maxSlots: number;
  /** Bounds the time it takes: dispatches, messages, ends of attempts and changes. */
  readonly maxSteps: number;
  /** Asked before each step: recurrences that are slow to search make steps long. */
  readonly isOutOfTime?: () => boolean;
}

/** What became of one slot, as of the end of the simulation. */
export interface SimulatedSlot {
  readonly dueAt: number;
  readonly answer: SlotAnswer;
  /** The answer in a sentence. */
  readonly why: string;
  /** The state of its run, when it has one. */
  readonly state?: RunState;
  /** When its run may start: later than `dueAt` by the spread, or because something held it up. */
  readonly effectiveAt?: number;
  /** When its first attempt began. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Attempts that have begun. */
  readonly attempts: number;
}

export interface SimulationTotals {
  readonly slots: number;
  readonly byAnswer: Readonly<Partial<Record<SlotAnswer, number>>>;
  readonly byState: Readonly<Partial<Record<RunState, number>>>;
  readonly attempts: number;
  /** From a slot's time to the beginning of its first attempt, ms; 0 when nothing began. */
  readonly maxLatenessMs: number;
  /** Runs of the job that were going at the same time. */
  readonly maxConcurrent: number;
}

export interface SimulationResult {
  /** The slots after `from` and up to `endedAt`, in order. */
  readonly slots: readonly SimulatedSlot[];
  /** Over these slots. */
  readonly totals: SimulationTotals;
  /** `slots`, `steps`: it was cut short by `maxSlots`, or by `maxSteps` or the time that it may take. */
  readonly endedBy: 'until' | 'slots' | 'steps';
  /** The last instant that it looked at. */
  readonly endedAt: number;
  /** The job's state then. */
  readonly jobState: JobState;
}

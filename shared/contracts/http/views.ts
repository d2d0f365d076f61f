import type { Job } from '../../domain/job/job.ts';
import type { Run, RunFailure, StabilitySummary } from '../../domain/run/run.ts';
import { unknownCalendars } from '../../domain/schedule/calendar-names.ts';
import { lintRecurrences, type LintFacts, type LintWarning } from '../../domain/schedule/lint-recurrences.ts';
import { previewDueTimes } from '../../domain/schedule/preview-due-times.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { fromRecurrence, type RecurrenceRequest } from './recurrence.ts';

/** How many coming slots a job shows. */
const UPCOMING = 5;

/** What is excluded for longer than so many steps is not looked for by a view. */
const MAX_STEPS = 2_000;

/** A job as callers read it; instants are ISO 8601 UTC. */
export interface JobView extends Pick<
  Job,
  'jobId' | 'kind' | 'valueStream' | 'task' | 'state' | 'generation'
> {
  readonly recurrences: readonly RecurrenceRequest[];
  readonly nextDueAt?: string;
  /** Each recurrence in English, in the same order. */
  readonly inWords: readonly string[];
  /** What its author may not have meant, such as a day that short months do not have. */
  readonly warnings: readonly LintWarning[];
  /** The next slots of an active job. */
  readonly upcoming: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A run as callers read it; instants are ISO 8601 UTC. */
export interface RunView extends Pick<Run, 'runId' | 'jobId' | 'state' | 'trigger' | 'generation'> {
  readonly dueAt: string;
  readonly effectiveAt: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly result?: StabilitySummary;
  readonly failure?: RunFailure;
  readonly reason?: string;
}

/** What callers read of a job at an instant (epoch ms); `facts` holds at least the calendars that it names. */
export function jobView(
  { recurrences, nextDueAt, createdAt, updatedAt, ...job }: Job,
  now: number,
  facts: LintFacts,
): JobView {
  const active = job.state === 'active';
  return {
    ...job,
    recurrences: recurrences.map(fromRecurrence),
    ...(nextDueAt === undefined ? {} : { nextDueAt: toIso(nextDueAt) }),
    inWords: recurrences.map(describeRecurrence),
    warnings: active ? warningsOf(recurrences, now, facts) : [],
    upcoming: active ? upcoming(recurrences, now, facts) : [],
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
  };
}

/** None while a calendar is missing, which `warnings` say. */
function upcoming(recurrences: Job['recurrences'], now: number, { calendars }: LintFacts): string[] {
  if (unknownCalendars(recurrences, calendars).length > 0) return [];
  const { slots } = previewDueTimes(recurrences, {
    ...{ after: now, count: UPCOMING, maxSteps: MAX_STEPS },
    calendars,
  });
  return slots.map(({ dueAt }) => toIso(dueAt));
}

function warningsOf(recurrences: Job['recurrences'], now: number, facts: LintFacts): LintWarning[] {
  return lintRecurrences(recurrences, { now, ...facts }).map((warning) => ({
    ...warning,
    pointer: `/recurrences${warning.pointer}`,
  }));
}

/** What callers read of a run. */
export function runView(run: Run): RunView {
  return {
    ...outcome(run),
    dueAt: toIso(run.dueAt),
    effectiveAt: toIso(run.effectiveAt),
    createdAt: toIso(run.createdAt),
    ...times(run),
  };
}

/** What the states hold beyond the instants. */
function outcome(
  run: Run,
): Omit<RunView, 'dueAt' | 'effectiveAt' | 'createdAt' | 'startedAt' | 'finishedAt'> {
  const { runId, jobId, state, trigger, generation } = run;
  return {
    ...{ runId, jobId, state, trigger, generation },
    ...('result' in run ? { result: run.result } : {}),
    ...('failure' in run ? { failure: run.failure } : {}),
    ...('reason' in run ? { reason: run.reason } : {}),
  };
}

function times(run: Run): { startedAt?: string; finishedAt?: string } {
  switch (run.state) {
    case 'pending':
      return {};
    case 'running':
      return { startedAt: toIso(run.startedAt) };
    case 'cancelled':
      return { finishedAt: toIso(run.finishedAt) };
    case 'succeeded':
    case 'failed':
      return { startedAt: toIso(run.startedAt), finishedAt: toIso(run.finishedAt) };
  }
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

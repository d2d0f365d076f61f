import type { Job, JobPause } from '../../domain/job/job.ts';
import type { DeadLetterCause, Request, Run, RunResult } from '../../domain/run/run.ts';
import type { ReportCollectionTask } from '../../domain/job/report-collection-task.ts';
import type { RunFailure } from '../../domain/run/run-failure.ts';
import { unknownCalendars } from '../../domain/schedule/calendar-names.ts';
import { lintRecurrences, type LintFacts, type LintWarning } from '../../domain/schedule/lint-recurrences.ts';
import { lintUpstream, type UpstreamFacts } from '../../domain/schedule/lint-upstream.ts';
import { previewDueTimes } from '../../domain/schedule/preview-due-times.ts';
import { answerOf, type SlotAnswer } from '../../domain/slot/slot-answer.ts';
import { spreadMs } from '../../domain/dispatch/spread.ts';
import { describeRecurrence } from './describe-recurrence.ts';
import { fromRecurrence, type RecurrenceRequest } from './recurrence.ts';
import { stabilityTaskView, type StabilityTaskView } from './stability-task.ts';

/** How many coming slots a job shows. */
const UPCOMING = 5;

/** What is excluded for longer than so many steps is not looked for by a view. */
const MAX_STEPS = 2_000;

/** A job as callers read it; instants are ISO 8601 UTC. */
export interface JobView extends Pick<
  Job,
  'jobId' | 'kind' | 'valueStream' | 'after' | 'policies' | 'state' | 'generation'
> {
  readonly task: StabilityTaskView | ReportCollectionTask;
  readonly recurrences: readonly RecurrenceRequest[];
  readonly nextDueAt?: string;
  /** Each recurrence in English, in the same order. */
  readonly inWords: readonly string[];
  /** What its author may not have meant, such as a day that short months do not have. */
  readonly warnings: readonly LintWarning[];
  /** The next slots of an active job, and when their runs start: later by the job's spread. */
  readonly upcoming: readonly UpcomingSlot[];
  /** While it is paused. */
  readonly pause?: PauseView;
  /** While it is quarantined. */
  readonly quarantine?: { readonly at: string; readonly error: string };
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface UpcomingSlot {
  readonly dueAt: string;
  readonly effectiveAt: string;
}

interface PauseView extends Omit<JobPause, 'pausedAt' | 'resumeAt'> {
  readonly pausedAt: string;
  readonly resumeAt?: string;
}

/** A run as callers read it; instants are ISO 8601 UTC. */
export interface RunView extends Pick<
  Run,
  | 'runId'
  | 'jobId'
  | 'valueStream'
  | 'state'
  | 'trigger'
  | 'generation'
  | 'attempt'
  | 'late'
  | 'backfillId'
  | 'requested'
> {
  /** What became of its slot, in the one vocabulary of slots. */
  readonly answer: SlotAnswer;
  readonly dueAt: string;
  readonly effectiveAt: string;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly coalesced?: { readonly fromDueAt: string; readonly count: number };
  /** Attempts that ended without a result, the earliest first. */
  readonly endedAttempts: readonly AttemptView[];
  readonly result?: RunResult;
  readonly failure?: RunFailure;
  readonly cancelled?: Request;
  readonly cause?: DeadLetterCause;
}

interface AttemptView {
  readonly attempt: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly failure: RunFailure;
}

/** What callers read of a job at an instant (epoch ms); `facts` holds at least the calendars that it names. */
export function jobView(
  job: Job,
  now: number,
  { upstream, ...facts }: LintFacts & { readonly upstream?: UpstreamFacts },
): JobView {
  const { jobId, kind, valueStream, after, policies, state, generation, recurrences, nextDueAt } = job;
  const active = state === 'active';
  return {
    ...{ jobId, kind, valueStream, policies, state, generation },
    task: job.kind === 'stability' ? stabilityTaskView(job.task) : job.task,
    ...(after === undefined ? {} : { after }),
    recurrences: recurrences.map(fromRecurrence),
    ...(nextDueAt === undefined ? {} : { nextDueAt: toIso(nextDueAt) }),
    inWords: recurrences.map(describeRecurrence),
    warnings: active
      ? [
          ...warningsOf(recurrences, now, facts),
          ...upstreamWarnings(recurrences, now, { ...facts, upstream }),
        ]
      : [],
    upcoming: active ? upcoming(job, now, facts) : [],
    ...(job.pause === undefined ? {} : { pause: pauseView(job.pause) }),
    ...(job.quarantine === undefined
      ? {}
      : { quarantine: { ...job.quarantine, at: toIso(job.quarantine.at) } }),
    createdAt: toIso(job.createdAt),
    updatedAt: toIso(job.updatedAt),
  };
}

/** None while a calendar is missing, which `warnings` say. */
function upcoming(job: Job, now: number, { calendars }: LintFacts): UpcomingSlot[] {
  if (unknownCalendars(job.recurrences, calendars).length > 0) return [];
  const offset = spreadMs(job);
  const { slots } = previewDueTimes(job.recurrences, {
    ...{ after: now, count: UPCOMING, maxSteps: MAX_STEPS },
    calendars,
  });
  return slots.map(({ dueAt }) => ({ dueAt: toIso(dueAt), effectiveAt: toIso(dueAt + offset) }));
}

function pauseView({ pausedAt, resumeAt, ...rest }: JobPause): PauseView {
  return {
    ...rest,
    pausedAt: toIso(pausedAt),
    ...(resumeAt === undefined ? {} : { resumeAt: toIso(resumeAt) }),
  };
}

function warningsOf(recurrences: Job['recurrences'], now: number, facts: LintFacts): LintWarning[] {
  return lintRecurrences(recurrences, { now, ...facts }).map((warning) => ({
    ...warning,
    pointer: `/recurrences${warning.pointer}`,
  }));
}

/** None while a calendar of either job is missing, which the other warnings of that job say. */
function upstreamWarnings(
  recurrences: Job['recurrences'],
  now: number,
  { calendars, upstream }: LintFacts & { readonly upstream: UpstreamFacts | undefined },
): readonly LintWarning[] {
  if (upstream === undefined || unknownCalendars(recurrences, calendars).length > 0) return [];
  const isUnknown =
    upstream.state === 'present' && unknownCalendars(upstream.recurrences, upstream.calendars).length > 0;
  return isUnknown ? [] : lintUpstream({ recurrences, calendars, now }, upstream);
}

/** What callers read of a run. */
export function runView(run: Run): RunView {
  const { runId, jobId, valueStream, state, trigger, generation, attempt } = run;
  return {
    ...{ runId, jobId, valueStream, state, trigger, generation, attempt },
    answer: answerOf(run),
    ...origin(run),
    ...outcome(run),
    endedAttempts: run.endedAttempts.map((ended) => ({
      ...ended,
      startedAt: toIso(ended.startedAt),
      finishedAt: toIso(ended.finishedAt),
    })),
    dueAt: toIso(run.dueAt),
    effectiveAt: toIso(run.effectiveAt),
    createdAt: toIso(run.createdAt),
    ...('startedAt' in run ? { startedAt: toIso(run.startedAt) } : {}),
    ...('finishedAt' in run ? { finishedAt: toIso(run.finishedAt) } : {}),
  };
}

function origin({
  late,
  backfillId,
  requested,
  coalesced,
}: Run): Pick<RunView, 'late' | 'backfillId' | 'requested' | 'coalesced'> {
  return {
    ...(late === undefined ? {} : { late }),
    ...(backfillId === undefined ? {} : { backfillId }),
    ...(requested === undefined ? {} : { requested }),
    ...(coalesced === undefined
      ? {}
      : { coalesced: { ...coalesced, fromDueAt: toIso(coalesced.fromDueAt) } }),
  };
}

/** What the states hold beyond the instants. */
function outcome(run: Run): Pick<RunView, 'result' | 'failure' | 'cancelled' | 'cause'> {
  return {
    ...('result' in run ? { result: run.result } : {}),
    ...('failure' in run ? { failure: run.failure } : {}),
    ...('cancelled' in run ? { cancelled: run.cancelled } : {}),
    ...('cause' in run ? { cause: run.cause } : {}),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

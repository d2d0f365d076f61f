import type { Job } from '../job/job.ts';
import {
  isReportSummary,
  isStabilitySummary,
  type FinishedRun,
  type Run,
  type RunResult,
} from '../run/run.ts';
import type { SkippedSlots } from '../slot/slot-answer.ts';
import type { EventName } from './event-catalogue.ts';
import type { JobFacts } from './job-facts.ts';
import { bandOf, kindOf } from './run-figures.ts';

/** An event of the catalogue. */
export interface Happening {
  readonly name: EventName;
  readonly fields: Readonly<Record<string, unknown>>;
}

const SECOND_MS = 1000;

/** That an attempt of a run has begun; the first one may be late. */
export function startOf(
  run: Run,
  { attempt, startedAt }: { readonly attempt: number; readonly startedAt: number },
  { kind, spreadMs }: JobFacts,
): Happening {
  const isFirst = attempt === 1 && run.trigger === 'schedule';
  const lateness = Math.max(0, startedAt - run.dueAt - spreadMs) / SECOND_MS;
  return {
    name: 'JobRunStarted',
    fields: {
      ...{ ...namesOf(run, kind), attempt, startedAt: toIso(startedAt) },
      ...(isFirst ? { latenessSeconds: lateness } : {}),
    },
  };
}

/** How a run has ended, and what it has brought. */
export function endOf(run: FinishedRun, facts: JobFacts): readonly Happening[] {
  const names = { ...namesOf(run, kindOf(run, facts)), finishedAt: toIso(run.finishedAt) };
  switch (run.state) {
    case 'succeeded':
      return [
        { name: 'JobRunSucceeded', fields: { ...names, durationSeconds: durationOf(run) } },
        ...resultsOf(run.result, names),
      ];
    case 'failed':
      return [
        {
          name: 'JobRunFailed',
          fields: { ...names, durationSeconds: durationOf(run), reason: run.failure.reason },
        },
      ];
    case 'cancelled':
      return [{ name: 'JobRunCancelled', fields: { ...names, author: run.cancelled.author } }];
    case 'skipped':
      return [{ name: 'JobRunSkipped', fields: { ...names, reason: run.reason, count: 1 } }];
    case 'dead':
      return [{ name: 'JobRunDead', fields: { ...names, reason: run.cause.reason } }];
  }
}

export function skipOf(jobId: string, skipped: SkippedSlots, { valueStream, kind }: JobFacts): Happening {
  const { reason, count, fromDueAt, untilDueAt } = skipped;
  const slots = { reason, count, fromDueAt: toIso(fromDueAt), untilDueAt: toIso(untilDueAt) };
  return { name: 'JobRunSkipped', fields: { valueStream, jobId, kind, ...slots } };
}

/** That a job has stopped, and when; undefined of one that goes on. */
export function stopOf(job: Job): (Happening & { readonly at: number }) | undefined {
  const { valueStream, jobId, kind, pause, quarantine } = job;
  const names = { valueStream, jobId, kind };
  if (job.state === 'paused' && pause !== undefined) {
    const { author, pausedAt: at } = pause;
    return { name: 'JobPaused', fields: { ...names, author, pausedAt: toIso(at) }, at };
  }
  if (job.state === 'quarantined' && quarantine !== undefined) {
    const { at } = quarantine;
    return { name: 'JobQuarantined', fields: { ...names, quarantinedAt: toIso(at) }, at };
  }
  return undefined;
}

export function overdueOf(run: Run, kind: string): Happening {
  return {
    name: 'JobRunOverdue',
    fields: { ...namesOf(run, kind), effectiveAt: toIso(run.effectiveAt) },
  };
}

/** What the kinds that have events of their own have brought. */
function resultsOf(result: RunResult, names: ReturnType<typeof namesOf>): readonly Happening[] {
  if (isReportSummary(result)) {
    const { resource, rowCount: rows, sizeBytes: bytes } = result;
    return [{ name: 'ReportCollected', fields: { ...names, resource, rows, bytes } }];
  }
  if (!isStabilitySummary(result)) return [];
  const { modelId, psi, alarm = false } = result;
  return [{ name: 'DriftComputed', fields: { ...names, modelId, psi, band: bandOf(result), alarm } }];
}

function namesOf({ valueStream, jobId, runId, attempt, trigger, dueAt }: Run, kind: string) {
  return { valueStream, jobId, runId, kind, attempt, trigger, dueAt: toIso(dueAt) };
}

function durationOf({
  startedAt,
  finishedAt,
}: Extract<FinishedRun, { readonly state: 'succeeded' | 'failed' }>) {
  return Math.max(0, finishedAt - startedAt) / SECOND_MS;
}

function toIso(instant: number): string {
  return new Date(instant).toISOString();
}

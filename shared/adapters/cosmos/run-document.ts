import { z } from 'zod';
import type { SkippedSlots } from '../../domain/dispatch/plan-dispatch.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { jobId, runFailure, runId, stabilitySummary } from '../../contracts/run.ts';
import { isFinished, type Run } from '../../domain/run/run.ts';
import { instant, toInstant } from './instants.ts';

/** Runs and skipped slots are kept for 90 days after their end; what has not ended is kept until it has. */
const RETENTION_SECONDS = 90 * 24 * 60 * 60;

const identity = {
  type: z.literal('run'),
  schemaVersion: z.literal(1),
  runId,
  jobId,
  trigger: z.literal('schedule'),
  dueAt: instant,
  effectiveAt: instant,
  generation: z.number(),
  createdAt: instant,
};

const worked = { ...identity, startedAt: instant, finishedAt: instant };

const runDocument = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending'), ...identity }),
  z.object({ state: z.literal('running'), ...identity, startedAt: instant }),
  z.object({ state: z.literal('succeeded'), ...worked, result: stabilitySummary }),
  z.object({ state: z.literal('failed'), ...worked, failure: runFailure }),
  z.object({
    state: z.literal('cancelled'),
    ...identity,
    finishedAt: instant,
    reason: z.enum(['job-deleted', 'job-replaced']),
  }),
]);

/** The run in a document read from Cosmos. Throws ZodError when it is none. */
export function runFromDocument(document: unknown): Run {
  const { type: _type, schemaVersion: _version, ...run } = runDocument.parse(document);
  return run;
}

/** The document of a run, in the partition of its job. */
export function runToDocument(run: Run): Record<string, unknown> & { readonly id: string } {
  const { dueAt, effectiveAt, createdAt } = run;
  return {
    id: run.runId,
    type: 'run',
    schemaVersion: 1,
    ...run,
    dueAt: toInstant(dueAt),
    effectiveAt: toInstant(effectiveAt),
    createdAt: toInstant(createdAt),
    ...('startedAt' in run ? { startedAt: toInstant(run.startedAt) } : {}),
    ...('finishedAt' in run ? { finishedAt: toInstant(run.finishedAt) } : {}),
    ...(isFinished(run) ? { ttl: RETENTION_SECONDS } : {}),
  };
}

/** The record of slots that will not run, in the partition of their job. */
export function skippedToDocument(
  job: JobId,
  { fromDueAt, untilDueAt, count, reason }: SkippedSlots,
): Record<string, unknown> & { readonly id: string } {
  return {
    id: `${job}.skipped.${toInstant(fromDueAt).replaceAll(/[-:]/g, '')}`,
    type: 'skipped-slots',
    schemaVersion: 1,
    jobId: job,
    fromDueAt: toInstant(fromDueAt),
    untilDueAt: toInstant(untilDueAt),
    count,
    reason,
    ttl: RETENTION_SECONDS,
  };
}

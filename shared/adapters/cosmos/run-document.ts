import { z } from 'zod';
import { jobId, runFailure, runId, runInput, runParent, runResult } from '../../contracts/run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { isFinished, RUN_TRIGGERS, type Run } from '../../domain/run/run.ts';
import { type SkippedSlots } from '../../domain/slot/slot-answer.ts';
import { LATE_REASONS, SKIP_REASONS, WAIT_REASONS } from '../../domain/slot/slot-reasons.ts';
import { instant, toInstant } from './instants.ts';

/** Runs and skipped slots are kept for 90 days after their end; what has not ended is kept until it has. */
export const RETENTION_SECONDS = 90 * 24 * 60 * 60;

const request = z.object({ author: z.string(), reason: z.string() });

const endedAttempt = z.object({
  attempt: z.number(),
  startedAt: instant,
  finishedAt: instant,
  failure: runFailure,
});

const identity = {
  type: z.literal('run'),
  schemaVersion: z.literal(1),
  runId,
  jobId,
  valueStream: z.string(),
  trigger: z.enum(RUN_TRIGGERS),
  dueAt: instant,
  effectiveAt: instant,
  generation: z.number(),
  createdAt: instant,
  attempt: z.number(),
  chainStart: z.number(),
  endedAttempts: z.array(endedAttempt),
  late: z.enum(LATE_REASONS).exactOptional(),
  coalesced: z.object({ fromDueAt: instant, count: z.number() }).exactOptional(),
  backfillId: z.string().exactOptional(),
  requested: request.exactOptional(),
  input: runInput.exactOptional(),
  interval: z.object({ from: instant, to: instant }).exactOptional(),
  parent: runParent.exactOptional(),
  isInLane: z.boolean().exactOptional(),
  gateKey: z.string().exactOptional(),
};

const ended = { ...identity, finishedAt: instant };
const worked = { ...ended, startedAt: instant };
const perhapsWorked = { ...ended, startedAt: instant.exactOptional() };

/** Why a run was given up, in its document. */
export const deadLetterCause = z.object({
  reason: z.string(),
  description: z.string(),
  deliveryCount: z.number(),
});

const runDocument = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending'), ...identity }),
  z.object({
    state: z.literal('waiting'),
    ...identity,
    waitingFor: z.enum(WAIT_REASONS),
    waitingSince: instant,
  }),
  z.object({ state: z.literal('running'), ...identity, startedAt: instant }),
  z.object({ state: z.literal('succeeded'), ...worked, result: runResult }),
  z.object({ state: z.literal('failed'), ...worked, failure: runFailure }),
  z.object({ state: z.literal('cancelled'), ...perhapsWorked, cancelled: request }),
  z.object({ state: z.literal('skipped'), ...ended, reason: z.enum(SKIP_REASONS) }),
  z.object({ state: z.literal('dead'), ...perhapsWorked, cause: deadLetterCause }),
]);

/** The run in a document read from Cosmos. Throws ZodError when it is none. */
export function runFromDocument(document: unknown): Run {
  const { type: _type, schemaVersion: _version, ...run } = runDocument.parse(document);
  return run;
}

/** The document of a run, in the partition of its job. */
export function runToDocument(run: Run): Record<string, unknown> & { readonly id: string } {
  const { dueAt, effectiveAt, createdAt, coalesced, interval, endedAttempts } = run;
  return {
    id: run.runId,
    type: 'run',
    schemaVersion: 1,
    ...run,
    dueAt: toInstant(dueAt),
    effectiveAt: toInstant(effectiveAt),
    createdAt: toInstant(createdAt),
    endedAttempts: endedAttempts.map((attempt) => ({
      ...attempt,
      startedAt: toInstant(attempt.startedAt),
      finishedAt: toInstant(attempt.finishedAt),
    })),
    ...(coalesced === undefined
      ? {}
      : { coalesced: { ...coalesced, fromDueAt: toInstant(coalesced.fromDueAt) } }),
    ...(interval === undefined
      ? {}
      : { interval: { from: toInstant(interval.from), to: toInstant(interval.to) } }),
    ...('startedAt' in run ? { startedAt: toInstant(run.startedAt) } : {}),
    ...('finishedAt' in run ? { finishedAt: toInstant(run.finishedAt) } : {}),
    ...('waitingSince' in run ? { waitingSince: toInstant(run.waitingSince) } : {}),
    ...(isFinished(run) ? { ttl: RETENTION_SECONDS } : {}),
  };
}

const skippedDocument = z.object({
  fromDueAt: instant,
  untilDueAt: instant,
  count: z.number(),
  reason: z.enum(SKIP_REASONS),
  generation: z.number(),
});

/** The skipped slots in a document read from Cosmos. Throws ZodError when they are none. */
export function skippedFromDocument(document: unknown): SkippedSlots {
  return skippedDocument.parse(document);
}

const ownedDocument = z.object({ jobId });

/** The same with the job whose slots they are. */
export function skippedWithJobFromDocument(document: unknown): {
  readonly jobId: JobId;
  readonly skipped: SkippedSlots;
} {
  return { jobId: ownedDocument.parse(document).jobId, skipped: skippedFromDocument(document) };
}

/** The record of slots that will not run, in the partition of their job. */
export function skippedToDocument(
  job: JobId,
  { fromDueAt, untilDueAt, ...rest }: SkippedSlots,
): Record<string, unknown> & { readonly id: string } {
  return {
    id: `${job}.skipped.${toInstant(fromDueAt).replaceAll(/[-:]/g, '')}`,
    type: 'skipped-slots',
    schemaVersion: 1,
    jobId: job,
    fromDueAt: toInstant(fromDueAt),
    untilDueAt: toInstant(untilDueAt),
    ...rest,
    ttl: RETENTION_SECONDS,
  };
}

import { z } from 'zod';
import { reportSummary, runAttempt, runFailure } from '../../../contracts/run.ts';
import { waiting } from '../../../contracts/durable/run-steps.ts';

// Stored in histories: never renamed once deployed.
export const COLLECT_REPORT_JOB = 'collectReportJob';
export const ACQUIRE_LEASE = 'acquireLease';
export const RENEW_LEASE = 'renewLease';
export const REQUEST_REPORT = 'requestReport';
export const COLLECT_REPORT = 'collectReport';
export const COMMIT_REPORT = 'commitReport';
export const RELEASE_LEASE = 'releaseLease';

const term = z.object({ resource: z.string(), leaseId: z.string(), epoch: z.number() });

const poll = z.object({
  intervalSeconds: z.number(),
  backoffCoefficient: z.number(),
  maxIntervalSeconds: z.number(),
});

/** Where a collection stands; the input of the next history when one has become long. */
export const collectionProgress = z.object({
  /** Epoch ms, as all instants here. */
  deadlineAt: z.number(),
  next: z.enum(['acquire', 'request', 'collect']),
  /** Nothing is done before. */
  restsUntil: z.number(),
  /** Since when it asks for the lease. */
  waitsSince: z.number(),
  held: z.object({ term, poll }).exactOptional(),
  /** Looks in vain since the last change. */
  looks: z.number(),
  /** How often the report was gone. */
  losses: z.number(),
  lastFailure: runFailure.exactOptional(),
});
export type CollectionProgress = z.output<typeof collectionProgress>;

/** The input of the orchestrator. */
export const reportCollectionRunInput = runAttempt.extend({
  timeoutSeconds: z.number(),
  upstream: waiting.exactOptional(),
  progress: collectionProgress.exactOptional(),
});

/** The input of every activity under a lease. */
export const underLease = runAttempt.extend({ term });

const ended = [
  // The run was cancelled, timed out, taken over, or has its result.
  z.object({ outcome: z.literal('over') }),
  z.object({ outcome: z.literal('lost') }),
  z.object({ outcome: z.literal('rejected'), failure: runFailure }),
] as const;

/** `busy`: another has the resource; `retryAfterMs` is how soon to ask again, `mayWaitMs` how long the job's policy lets it. */
export const leaseAcquired = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('acquired'), term, poll }),
  z.object({
    outcome: z.literal('busy'),
    mayWaitMs: z.number(),
    retryAfterMs: z.number(),
    failure: runFailure,
  }),
  ...ended,
]);

export const leaseRenewed = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('renewed') }),
  z.object({ outcome: z.enum(['over', 'lost']) }),
]);

/**
 * `draining`: what was asked for before has to be answered, or given up, before a new request may be sent. `failure`, here
 * and below: what to record when there is no time left.
 */
export const reportRequested = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('requested') }),
  z.object({ outcome: z.literal('draining'), failure: runFailure, retryAfterMs: z.number() }),
  // Nothing is in the making; the server, or the way to it, may be better in a while.
  z.object({ outcome: z.literal('failed'), failure: runFailure, retryAfterMs: z.number().exactOptional() }),
  ...ended,
]);

/** `not-ready` and `failed`: to be asked for again, with the same ticket. */
export const reportCollected = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('collected'), result: reportSummary }),
  z.object({
    outcome: z.literal('not-ready'),
    failure: runFailure,
    retryAfterMs: z.number().exactOptional(),
  }),
  z.object({ outcome: z.literal('failed'), failure: runFailure, retryAfterMs: z.number().exactOptional() }),
  // The server knows the ticket no more, and has nothing in the making for it: it may be asked anew.
  z.object({ outcome: z.literal('gone') }),
  ...ended,
]);

/** What the last step under the lease returns. */
export const reportCommitted = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('committed') }),
  z.object({ outcome: z.enum(['over', 'lost']) }),
]);

export const collectReportInput = underLease.extend({ deadlineAt: z.number() });

export const commitReportInput = underLease.extend({ result: reportSummary });

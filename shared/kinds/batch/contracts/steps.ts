import { z } from 'zod';
import { plainResult, runAttempt } from '../../../contracts/run.ts';
import { FAILURE_REASONS } from '../../../domain/run/run-failure.ts';

// Stored in histories: never renamed once deployed.
export const BATCH_ORCHESTRATOR = 'runBatchJob';
export const BATCH_PLAN = 'batchPlan';
export const BATCH_FETCH_SOURCE = 'batchFetchSource';
export const BATCH_CREATE_JOBS = 'batchCreateJobs';
export const BATCH_LOOK = 'batchLook';
export const BATCH_END = 'batchEnd';

const failure = z.object({ reason: z.enum(FAILURE_REASONS), message: z.string() });

/** What every step may answer besides its own. */
const others = [
  z.object({ outcome: z.literal('over') }),
  z.object({ outcome: z.literal('rejected'), failure }),
  /** The cluster asks to wait, or cannot be reached: that is waited for, however long, and fails nothing. */
  z.object({ outcome: z.literal('busy'), failure, retryAfterMs: z.number().exactOptional() }),
] as const;

export const planned = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('planned'), hasSource: z.boolean() }),
  ...others,
]);

export const sourceFetched = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('fetched') }),
  z.object({ outcome: z.literal('fetching'), failure: failure.exactOptional() }),
  ...others,
]);

export const createJobsInput = runAttempt.extend({ from: z.int().min(0) });

export const jobsCreated = z.discriminatedUnion('outcome', [
  /** `next`: the place in the plan's order of the first that is not made yet; absent: all are. */
  z.object({ outcome: z.literal('created'), next: z.int().exactOptional() }),
  ...others,
]);

/** From when on a look waits for a change, as the look before has said. */
export const since = z.object({ version: z.string(), waits: z.boolean() });

/** `told`: places of those whose end is in the log already. */
export const lookInput = runAttempt.extend({ told: z.array(z.int()), since: since.exactOptional() });

/** How many of a batch's jobs are in which state. */
const batchCounts = z.object({
  waiting: z.int(),
  running: z.int(),
  succeeded: z.int(),
  failed: z.int(),
});

export const batchLooked = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('going'),
    told: z.array(z.int()),
    counts: batchCounts,
    /** What a time-out would be recorded as: that there is no room for any of what is left. */
    failure: failure.exactOptional(),
    since: since.exactOptional(),
    /** Absent: it did not wait. */
    isAwaited: z.boolean().exactOptional(),
  }),
  /** It has waited, and nothing has changed. */
  z.object({ outcome: z.literal('quiet'), since }),
  z.object({ outcome: z.literal('ended'), result: plainResult }),
  z.object({ outcome: z.literal('failed'), failure }),
  ...others,
]);

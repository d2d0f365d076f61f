import { z } from 'zod';
import { waiting } from '../../../contracts/durable/run-steps.ts';
import { runAttempt, runFailure, stabilitySummary } from '../../../contracts/run.ts';

// Stored in histories: never renamed once deployed.
export const RUN_STABILITY_JOB = 'runStabilityJob';
export const CHECK_DATA = 'checkData';
export const MEASURE_STABILITY = 'measureStability';
export const COMMIT_RESULT = 'commitResult';
export const RECORD_STABILITY = 'recordStability';
export const DELIVER_RESULTS = 'deliverResults';

/** The input of the orchestrator; histories of earlier versions have no `readiness` and no `upstream`. */
export const stabilityRunInput = runAttempt.extend({
  timeoutSeconds: z.number(),
  readiness: waiting.exactOptional(),
  upstream: waiting.exactOptional(),
});

/** What the measuring activity returns; a fault that no retry can mend is an outcome, not an error. */
export const measureOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('measured'), result: stabilitySummary }),
  z.object({ outcome: z.literal('rejected'), failure: runFailure }),
  z.object({ outcome: z.literal('already-finished') }),
  z.object({ outcome: z.literal('cancelled') }),
]);

/**
 * What the recording activity returns where results are to be delivered; nothing where there is no sink, as in
 * histories that are older than sinks.
 */
export const recordOutcome = z.object({ deliver: z.literal(true) }).nullish();
export type RecordOutcome = z.output<typeof recordOutcome>;

export const commitResultInput = runAttempt.extend({ result: stabilitySummary });

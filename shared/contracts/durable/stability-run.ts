import { z } from 'zod';
import { runFailure, runId, stabilitySummary } from '../run.ts';

// Stored in histories: never renamed once deployed.
export const RUN_STABILITY_JOB = 'runStabilityJob';
export const MEASURE_STABILITY = 'measureStability';
export const COMMIT_RESULT = 'commitResult';
export const RECORD_STABILITY = 'recordStability';
export const RECORD_FAILURE = 'recordFailure';

/** The input of the orchestrator and of the activities that need no more than the run's name. */
export const stabilityRunInput = z.object({ runId });

/** What the measuring activity returns; a fault that no retry can mend is an outcome, not an error. */
export const measureOutcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('measured'), result: stabilitySummary }),
  z.object({ outcome: z.literal('rejected'), failure: runFailure }),
  z.object({ outcome: z.literal('already-finished') }),
]);

export const commitResultInput = z.object({ runId, result: stabilitySummary });

export const recordFailureInput = z.object({ runId, failure: runFailure });

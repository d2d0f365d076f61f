import { app, RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import {
  COMMIT_RESULT,
  MEASURE_STABILITY,
  measureOutcome,
  RECORD_FAILURE,
  RECORD_STABILITY,
  RUN_STABILITY_JOB,
  stabilityRunInput,
} from '../../shared/contracts/durable/stability-run.ts';

const SECOND_MS = 1000;

/** Half a minute of tries: a store that is throttled or restarting is back by then. */
const STEP_ATTEMPTS = 5;

/** Half an hour of tries: nothing else comes back to an effect of a run that has ended. */
const EFFECT_ATTEMPTS = 35;

/** Registers the orchestrator of stability runs; its instance id is the run id. */
export function registerRunStabilityJob(): void {
  app.orchestration(RUN_STABILITY_JOB, runStabilityJob);
}

/**
 * Measures, commits, records. Every step is safe to repeat, and asks the run's document first: an instance
 * started again under the id of a finished run ends at its first step.
 */
export function* runStabilityJob(context: OrchestrationContext): Generator<Task, string, unknown> {
  const { runId } = stabilityRunInput.parse(context.df.getInput());
  const call = (activity: string, input: object, attempts = STEP_ATTEMPTS) =>
    context.df.callActivityWithRetry(activity, retryPolicy(attempts), input);
  try {
    const measured = measureOutcome.parse(yield call(MEASURE_STABILITY, { runId }));
    switch (measured.outcome) {
      case 'already-finished':
        break;
      case 'rejected':
        yield call(RECORD_FAILURE, { runId, failure: measured.failure });
        return 'failed';
      case 'measured':
        yield call(COMMIT_RESULT, { runId, result: measured.result });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    yield call(RECORD_FAILURE, { runId, failure: { reason: 'retries-exhausted', message } });
    // The commit may have been made and only its answer lost; without a result this does nothing.
    yield call(RECORD_STABILITY, { runId }, EFFECT_ATTEMPTS);
    return 'failed';
  }
  yield call(RECORD_STABILITY, { runId }, EFFECT_ATTEMPTS);
  return 'succeeded';
}

/** Pauses of 2, 4, 8, 16, 32 and then 60 seconds. */
function retryPolicy(attempts: number): RetryOptions {
  const policy = new RetryOptions(2 * SECOND_MS, attempts);
  policy.backoffCoefficient = 2;
  policy.maxRetryIntervalInMilliseconds = 60 * SECOND_MS;
  return policy;
}

import { app, RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import {
  CANCEL_EVENT,
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
 * Measures, commits, records: one attempt of a run. Every step is safe to repeat, and asks the run's document
 * first: an instance started again under the id of a finished attempt ends at its first step.
 */
export function* runStabilityJob(context: OrchestrationContext): Generator<Task, string, unknown> {
  const { timeoutSeconds, ...attempt } = stabilityRunInput.parse(context.df.getInput());
  const call = (activity: string, input: object, attempts = STEP_ATTEMPTS) =>
    context.df.callActivityWithRetry(activity, retryPolicy(attempts), { ...attempt, ...input });
  const timeoutAt = new Date(context.df.currentUtcDateTime.getTime() + timeoutSeconds * SECOND_MS);
  const timeout = context.df.createTimer(timeoutAt);
  const cancellation = context.df.waitForExternalEvent(CANCEL_EVENT);
  const measuring = call(MEASURE_STABILITY, {});
  yield context.df.Task.any([measuring, timeout, cancellation]);
  if (!timeout.isCompleted) timeout.cancel();
  // The document is at another state already: the measurement sees that and stops.
  if (cancellation.isCompleted) return 'cancelled';
  if (!measuring.isCompleted) {
    const message = `The attempt took longer than ${timeoutSeconds} s.`;
    yield call(RECORD_FAILURE, { failure: { reason: 'timed-out', message } });
    return 'failed';
  }
  try {
    const measured = measureOutcome.parse(yield measuring);
    switch (measured.outcome) {
      case 'cancelled':
        return 'cancelled';
      case 'already-finished':
        break;
      case 'rejected':
        yield call(RECORD_FAILURE, { failure: measured.failure });
        return 'failed';
      case 'measured':
        yield call(COMMIT_RESULT, { result: measured.result });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    try {
      yield call(RECORD_FAILURE, { failure: { reason: 'retries-exhausted', message } });
    } finally {
      // The commit may have been made and only its answer lost; without a result this does nothing.
      yield call(RECORD_STABILITY, {}, EFFECT_ATTEMPTS);
    }
    return 'failed';
  }
  yield call(RECORD_STABILITY, {}, EFFECT_ATTEMPTS);
  return 'succeeded';
}

/** Pauses of 2, 4, 8, 16, 32 and then 60 seconds. */
function retryPolicy(attempts: number): RetryOptions {
  const policy = new RetryOptions(2 * SECOND_MS, attempts);
  policy.backoffCoefficient = 2;
  policy.maxRetryIntervalInMilliseconds = 60 * SECOND_MS;
  return policy;
}

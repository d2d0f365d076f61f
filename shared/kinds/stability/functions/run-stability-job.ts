import { RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
import { CHECK_UPSTREAM } from '../../../contracts/durable/readiness.ts';
import { CANCEL_EVENT, RECORD_FAILURE, type Waiting } from '../../../contracts/durable/run-steps.ts';
import {
  CHECK_DATA,
  COMMIT_RESULT,
  DELIVER_RESULTS,
  MEASURE_STABILITY,
  measureOutcome,
  RECORD_STABILITY,
  recordOutcome,
  stabilityRunInput,
} from '../contracts/stability-run.ts';
import type { RunAttempt } from '../../../contracts/run.ts';
import { waitForUpstream } from '../../../../functions/orchestrators/wait-for-upstream.ts';
import { waitUntilReady, type Waited } from '../../../../functions/orchestrators/wait-until-ready.ts';

const SECOND_MS = 1000;

/** Half a minute of tries: a store that is throttled or restarting is back by then. */
const STEP_ATTEMPTS = 5;

/** Half an hour of tries: nothing else comes back to an effect of a run that has ended. */
const EFFECT_ATTEMPTS = 35;

/** Six hours of tries, ten minutes apart in the end: a warehouse may be away for a while. */
const DELIVERY_ATTEMPTS = 44;
const DELIVERY_PAUSE_SECONDS = 600;

/**
 * Measures, commits, records: one attempt of a run. Every step is safe to repeat, and asks the run's document
 * first: an instance started again under the id of a finished attempt ends at its first step.
 */
export function* runStabilityJob(context: OrchestrationContext): Generator<Task, string, unknown> {
  const { timeoutSeconds, readiness, upstream, ...attempt } = stabilityRunInput.parse(context.df.getInput());
  const call = (activity: string, input: object, attempts = STEP_ATTEMPTS) =>
    context.df.callActivityWithRetry(activity, retryPolicy(attempts), { ...attempt, ...input });
  const cancellation = context.df.waitForExternalEvent(CANCEL_EVENT);
  const look = (activity: string) => call(activity, {});
  const waited = yield* waitForInput(context, { upstream, readiness, cancellation, look });
  if (waited.outcome === 'cancelled') return 'cancelled';
  if (waited.outcome === 'failed') {
    yield call(RECORD_FAILURE, { failure: waited.failure });
    return 'failed';
  }
  const timeoutAt = new Date(context.df.currentUtcDateTime.getTime() + timeoutSeconds * SECOND_MS);
  const timeout = context.df.createTimer(timeoutAt);
  const measuring = call(MEASURE_STABILITY, {});
  yield context.df.Task.any([measuring, timeout, cancellation]);
  if (!timeout.isCompleted) timeout.cancel();
  // The document is at another state already: the measurement sees that and stops.
  if (cancellation.isCompleted) return 'cancelled';
  // A task that has failed is not "completed": what it failed with comes out below.
  if (!measuring.isCompleted && !measuring.isFaulted) {
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
      yield* followCommit(context, attempt);
    }
    return 'failed';
  }
  yield* followCommit(context, attempt);
  return 'succeeded';
}

interface InputWaits {
  readonly upstream: Waiting | undefined;
  readonly readiness: Waiting | undefined;
  readonly cancellation: Task;
  readonly look: (activity: string) => Task;
}

/** Waits for the run that this one comes after, then for its data; neither counts against the time-out. */
function* waitForInput(
  context: OrchestrationContext,
  { upstream, readiness, cancellation, look }: InputWaits,
): Generator<Task, Waited, unknown> {
  const check = () => look(CHECK_UPSTREAM);
  const waited = yield* waitForUpstream(context, { upstream, cancellation, check });
  if (waited.outcome !== 'ready' || readiness === undefined) return waited;
  const tooLate = 'data-not-ready';
  return yield* waitUntilReady(context, {
    ...{ ...readiness, cancellation, tooLate },
    check: () => look(CHECK_DATA),
  });
}

/**
 * The effects of a committed result, each tried on its own. Whether results are delivered is in the answer of the
 * first, and so in the history: a replay decides as the run did, whatever the settings are by then. When the first
 * fails it has no answer; the delivery is tried then, and does nothing without a sink.
 */
function* followCommit(context: OrchestrationContext, attempt: RunAttempt): Generator<Task, void, unknown> {
  let isToDeliver = true;
  try {
    const policy = retryPolicy(EFFECT_ATTEMPTS);
    const recorded = yield context.df.callActivityWithRetry(RECORD_STABILITY, policy, attempt);
    isToDeliver = recordOutcome.parse(recorded) != null;
  } finally {
    if (isToDeliver) yield* deliver(context, attempt);
  }
}

/** The run has its result whatever comes of this: a delivery that is given up is logged, and fails nothing. */
function* deliver(context: OrchestrationContext, attempt: RunAttempt): Generator<Task, void, unknown> {
  try {
    yield context.df.callActivityWithRetry(
      DELIVER_RESULTS,
      retryPolicy(DELIVERY_ATTEMPTS, DELIVERY_PAUSE_SECONDS),
      attempt,
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!context.df.isReplaying)
      context.error(`The result of run '${attempt.runId}' was not delivered: ${message}`);
  }
}

/** Pauses of 2, 4, 8, 16, 32 … seconds, up to the longest. */
function retryPolicy(attempts: number, longestSeconds = 60): RetryOptions {
  const policy = new RetryOptions(2 * SECOND_MS, attempts);
  policy.backoffCoefficient = 2;
  policy.maxRetryIntervalInMilliseconds = longestSeconds * SECOND_MS;
  return policy;
}

import { app, type OrchestrationContext, type Task } from 'durable-functions';
import { COMMIT_PLAIN_RESULT, plainRunInput } from '../../shared/contracts/durable/plain-run.ts';
import { CHECK_UPSTREAM } from '../../shared/contracts/durable/readiness.ts';
import { CANCEL_EVENT, RECORD_FAILURE } from '../../shared/contracts/durable/run-steps.ts';
import type { RunFailure } from '../../shared/domain/run/run-failure.ts';
import { SECOND_MS } from '../../shared/domain/schedule/instant.ts';
import type { Move, PlainOrchestration } from './plain-orchestration.ts';
import { retryPolicy, RunWork } from './run-work.ts';
import { waitForUpstream } from './wait-for-upstream.ts';

/** Calls of activities after which a history is begun anew: it is read again at every step. */
const MAX_CALLS = 300;

type Ending<State> = Exclude<Move<State>, { readonly outcome: 'moved' }>;

/** Registers the orchestrator of a plain kind; its instance id is that of the attempt. */
export function registerPlainJob<State>(orchestration: PlainOrchestration<State>): void {
  app.orchestration(orchestration.name, plainJob(orchestration));
}

/**
 * One attempt of a run of a plain kind: waits for the run that it comes after, does what the kind does until that has a
 * result or fails, and commits the one or records the other. A step that throws however often it is tried fails the
 * attempt, and what still works for it is told to stop.
 */
export function plainJob<State>(
  orchestration: PlainOrchestration<State>,
): (context: OrchestrationContext) => Generator<Task, string, unknown> {
  return function* (context) {
    const { timeoutSeconds, begun, upstream, ...attempt } = plainRunInput.parse(context.df.getInput());
    const cancellation = context.df.waitForExternalEvent(CANCEL_EVENT);
    const call = (activity: string, input: object = {}) =>
      context.df.callActivityWithRetry(activity, retryPolicy(), { ...attempt, ...input });
    if (begun === undefined) {
      const check = () => call(CHECK_UPSTREAM);
      const waited = yield* waitForUpstream(context, { upstream, cancellation, check });
      if (waited.outcome === 'cancelled') return 'cancelled';
      if (waited.outcome === 'failed') {
        yield call(RECORD_FAILURE, { failure: waited.failure });
        return 'failed';
      }
    }
    const now = context.df.currentUtcDateTime.getTime();
    const deadlineAt = begun?.deadlineAt ?? now + timeoutSeconds * SECOND_MS;
    let state = begun === undefined ? orchestration.begin() : orchestration.state.parse(begun.state);
    const work = new RunWork(context, { attempt, cancellation, deadlineAt });
    while (work.callCount < MAX_CALLS) {
      const moved = yield* orchestration.advance(work, state);
      if (moved.outcome !== 'moved') return yield* end(orchestration, work, { state, ending: moved });
      ({ state } = moved);
    }
    context.df.continueAsNew({ ...attempt, timeoutSeconds, begun: { deadlineAt, state } });
    return 'continued';
  };
}

function* end<State>(
  orchestration: PlainOrchestration<State>,
  work: RunWork,
  { state, ending }: { readonly state: State; readonly ending: Ending<State> },
): Generator<Task, string, unknown> {
  if (ending.outcome === 'succeeded') {
    const { result } = ending;
    const committed = yield* work.lastStep(COMMIT_PLAIN_RESULT, { result });
    if (committed.outcome === 'answered') return 'succeeded';
    // The commit may have been made and only its answer lost: then recording a failure changes nothing.
    const message = committed.outcome === 'broken' ? committed.message : committed.outcome;
    yield* fail(orchestration, work, { state, failure: { reason: 'retries-exhausted', message } });
    return 'failed';
  }
  if (ending.outcome === 'over') return 'over';
  const failure = failureOf(orchestration, { state, ending });
  if (failure === undefined) {
    yield* stop(orchestration, work, state);
    return 'cancelled';
  }
  yield* fail(orchestration, work, { state, failure });
  return 'failed';
}

function failureOf<State>(
  orchestration: PlainOrchestration<State>,
  {
    state,
    ending,
  }: {
    readonly state: State;
    readonly ending: Exclude<Ending<State>, { readonly outcome: 'succeeded' | 'over' }>;
  },
): RunFailure | undefined {
  if (ending.outcome === 'failed') return ending.failure;
  if (ending.outcome === 'cancelled') return undefined;
  const known = orchestration.lastFailure?.(state);
  return known ?? { reason: 'timed-out', message: 'The attempt took longer than its time-out.' };
}

/** What works for the attempt is stopped first: the next attempt may begin as soon as the failure is recorded. */
function* fail<State>(
  orchestration: PlainOrchestration<State>,
  work: RunWork,
  { state, failure }: { readonly state: State; readonly failure: RunFailure },
): Generator<Task, void, unknown> {
  yield* stop(orchestration, work, state);
  yield work.call(RECORD_FAILURE, { failure });
}

function* stop<State>(
  orchestration: PlainOrchestration<State>,
  work: RunWork,
  state: State,
): Generator<Task, void, unknown> {
  try {
    if (orchestration.stop !== undefined) yield* orchestration.stop(work, state);
  } catch (error) {
    work.report('What works for the attempt was not told to stop', error);
  }
}

import { type OrchestrationContext, type Task } from 'durable-functions';
import {
  RELEASE_LEASE,
  reportCollectionRunInput,
  type CollectionProgress,
} from '../contracts/report-collection-run.ts';
import { CHECK_UPSTREAM } from '../../../contracts/durable/readiness.ts';
import { CANCEL_EVENT, RECORD_FAILURE } from '../../../contracts/durable/run-steps.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { advanceCollection, type CollectionEnding } from './advance-collection.ts';
import { RunWork, retryPolicy } from '../../../../functions/orchestrators/run-work.ts';
import { waitForUpstream } from '../../../../functions/orchestrators/wait-for-upstream.ts';

/**
 * Calls of activities after which a history is begun anew: it is read again at every step, and a collection may wait for
 * a week, renewing its lease three times a minute.
 */
const MAX_CALLS = 300;

/**
 * Takes the lease, has a ticket, asks for its report until it is there, commits, and releases: one attempt of a run. Every
 * step is safe to repeat, asks the run's document first, and goes by what the notes of the lease say: an instance
 * started again goes on with the ticket that there is.
 */
export function* collectReportJob(context: OrchestrationContext): Generator<Task, string, unknown> {
  const { timeoutSeconds, progress: begun, ...rest } = reportCollectionRunInput.parse(context.df.getInput());
  const { upstream, ...attempt } = rest;
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
  let progress = begun ?? begin(context.df.currentUtcDateTime.getTime(), timeoutSeconds);
  const work = new RunWork(context, { attempt, cancellation, deadlineAt: progress.deadlineAt });
  while (work.callCount < MAX_CALLS) {
    const moved = yield* advanceCollection(work, progress);
    if (moved.outcome !== 'moved') return yield* end(work, progress, moved);
    ({ progress } = moved);
  }
  context.df.continueAsNew({ ...attempt, timeoutSeconds, progress });
  return 'continued';
}

function begin(now: number, timeoutSeconds: number): CollectionProgress {
  return {
    deadlineAt: now + timeoutSeconds * SECOND_MS,
    next: 'acquire',
    restsUntil: now,
    waitsSince: now,
    looks: 0,
    losses: 0,
  };
}

function* end(
  work: RunWork,
  { held, lastFailure }: CollectionProgress,
  ending: CollectionEnding,
): Generator<Task, string, unknown> {
  try {
    const failure = failureOf(ending, lastFailure);
    if (failure !== undefined) yield work.call(RECORD_FAILURE, { failure });
  } finally {
    // A lease that is lost is somebody else's; whoever still works under it stops at the next write.
    if (held !== undefined && ending.outcome !== 'lost') yield* release(work, held.term);
  }
  return ending.outcome === 'timed-out' || ending.outcome === 'lost' ? 'failed' : ending.outcome;
}

function failureOf(ending: CollectionEnding, lastFailure: RunFailure | undefined): RunFailure | undefined {
  switch (ending.outcome) {
    case 'succeeded':
    case 'cancelled':
    case 'over':
      return undefined;
    case 'timed-out':
      return lastFailure ?? { reason: 'timed-out', message: 'The attempt took longer than its time-out.' };
    case 'failed':
    case 'lost':
      return ending.failure;
  }
}

/** One that is not released frees itself within a minute. */
function* release(work: RunWork, term: object): Generator<Task, void, unknown> {
  try {
    yield work.call(RELEASE_LEASE, { term });
  } catch (error) {
    work.report('The lease was not released', error);
  }
}

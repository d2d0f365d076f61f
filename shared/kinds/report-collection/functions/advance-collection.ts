import type { Task } from 'durable-functions';
import {
  ACQUIRE_LEASE,
  COLLECT_REPORT,
  COMMIT_REPORT,
  leaseAcquired,
  leaseRenewed,
  RENEW_LEASE,
  reportCollected,
  reportCommitted,
  reportRequested,
  REQUEST_REPORT,
  type CollectionProgress,
} from '../contracts/report-collection-run.ts';
import { RENEW_EVERY_MS } from '../../../domain/lease/lease.ts';
import { pollPauseMs } from '../../../domain/report/next-poll.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stop } from '../../../../functions/orchestrators/run-work.ts';

/** How often a report may be gone, and is asked for anew. */
const MAX_LOSSES = 2;

export type CollectionEnding =
  | { readonly outcome: 'succeeded' | 'over' | Stop }
  | { readonly outcome: 'failed' | 'lost'; readonly failure: RunFailure };

type Move = { readonly outcome: 'moved'; readonly progress: CollectionProgress } | CollectionEnding;

type Held = NonNullable<CollectionProgress['held']>;

/** Does the next thing of a collection: rests for a while, or takes one step. */
export function* advanceCollection(
  work: RunWork,
  progress: CollectionProgress,
): Generator<Task, Move, unknown> {
  const { held, next, restsUntil } = progress;
  if (work.now < restsUntil) return yield* rest(work, progress);
  if (held === undefined || next === 'acquire') return yield* acquire(work, progress);
  return next === 'request' ? yield* request(work, progress, held) : yield* collect(work, progress, held);
}

/** A part of a pause that is no longer than the lease can be left alone. */
function* rest(work: RunWork, progress: CollectionProgress): Generator<Task, Move, unknown> {
  const { held, restsUntil } = progress;
  const until = held === undefined ? restsUntil : Math.min(restsUntil, work.now + RENEW_EVERY_MS);
  const rested = yield* work.restUntil(until);
  if (rested !== 'rested') return { outcome: rested };
  // Every step under the lease begins with its renewal.
  if (held === undefined || work.now >= restsUntil) return moved(progress);
  const renewed = readAnswer(leaseRenewed, yield* work.step(RENEW_LEASE, { term: held.term }));
  return renewed.outcome === 'renewed' ? moved(progress) : ended(renewed, progress);
}

function* acquire(work: RunWork, progress: CollectionProgress): Generator<Task, Move, unknown> {
  const acquired = readAnswer(leaseAcquired, yield* work.step(ACQUIRE_LEASE));
  if (acquired.outcome === 'acquired') {
    const { term, poll } = acquired;
    const { lastFailure: _busy, ...begun } = progress;
    return moved({ ...begun, held: { term, poll }, next: 'request' });
  }
  if (acquired.outcome !== 'busy') return ended(acquired, progress);
  const { failure, retryAfterMs, mayWaitMs } = acquired;
  const restsUntil = work.now + retryAfterMs;
  if (restsUntil > progress.waitsSince + mayWaitMs) return { outcome: 'failed', failure };
  return moved({ ...progress, restsUntil, lastFailure: failure });
}

function* request(work: RunWork, progress: CollectionProgress, held: Held): Generator<Task, Move, unknown> {
  const requested = readAnswer(reportRequested, yield* work.wholeStep(REQUEST_REPORT, { term: held.term }));
  if (requested.outcome === 'requested') return moved({ ...progress, next: 'collect', looks: 0 });
  if (requested.outcome === 'failed') return lookAgain(work, progress, { held, ...requested });
  if (requested.outcome !== 'draining') return ended(requested, progress);
  const { failure, retryAfterMs } = requested;
  return moved({ ...progress, restsUntil: work.now + retryAfterMs, lastFailure: failure });
}

function* collect(work: RunWork, progress: CollectionProgress, held: Held): Generator<Task, Move, unknown> {
  const { term } = held;
  const { deadlineAt } = progress;
  const collected = readAnswer(reportCollected, yield* work.step(COLLECT_REPORT, { term, deadlineAt }));
  if (collected.outcome === 'collected') {
    return yield* commit(work, progress, { term, result: collected.result });
  }
  if (collected.outcome === 'not-ready' || collected.outcome === 'failed') {
    return lookAgain(work, progress, { held, ...collected });
  }
  if (collected.outcome !== 'gone') return ended(collected, progress);
  const { losses } = progress;
  if (losses >= MAX_LOSSES) return { outcome: 'failed', failure: gone(held) };
  return moved({ ...progress, next: 'request', looks: 0, losses: losses + 1 });
}

function* commit(
  work: RunWork,
  progress: CollectionProgress,
  input: { readonly term: Held['term']; readonly result: object },
): Generator<Task, Move, unknown> {
  const committed = readAnswer(reportCommitted, yield* work.lastStep(COMMIT_REPORT, input));
  return committed.outcome === 'committed' ? { outcome: 'succeeded' } : ended(committed, progress);
}

/** Pauses longer each time. */
function lookAgain(
  { now }: RunWork,
  progress: CollectionProgress,
  {
    held,
    failure,
    retryAfterMs,
  }: { readonly held: Held; readonly failure: RunFailure; readonly retryAfterMs?: number | undefined },
): Move {
  const looks = progress.looks + 1;
  const restsUntil = now + pollPauseMs(held.poll, looks, retryAfterMs);
  return moved({ ...progress, looks, restsUntil, lastFailure: failure });
}

type Ended =
  | { readonly outcome: 'over' | 'lost' | Stop }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure }
  | { readonly outcome: 'broken'; readonly message: string };

function ended(answer: Ended, { held }: CollectionProgress): CollectionEnding {
  switch (answer.outcome) {
    case 'lost':
      return lost(held);
    case 'rejected':
      return { outcome: 'failed', failure: answer.failure };
    case 'broken':
      return { outcome: 'failed', failure: { reason: 'retries-exhausted', message: answer.message } };
    case 'over':
    case 'cancelled':
    case 'timed-out':
      return { outcome: answer.outcome };
  }
}

function lost(held: Held | undefined): CollectionEnding {
  const resource = held === undefined ? 'the resource' : `resource '${held.term.resource}'`;
  const message =
    `The lease on ${resource} was lost, as when a host stands still for a minute or an operator breaks the lock. ` +
    'Another run may have it by now; the next attempt goes on with the ticket that there is.';
  return { outcome: 'lost', failure: { reason: 'lease-lost', message } };
}

function gone({ term }: Held): RunFailure {
  const message =
    `Resource '${term.resource}': the report server has forgotten ${MAX_LOSSES + 1} tickets, one after the other, ` +
    'before it gave their report.';
  return { reason: 'report-gone', message };
}

function moved(progress: CollectionProgress): Move {
  return { outcome: 'moved', progress };
}

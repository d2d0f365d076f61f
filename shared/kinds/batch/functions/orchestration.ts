import { z } from 'zod';
import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stop } from '../../../../functions/orchestrators/run-work.ts';
import { FAILURE_REASONS, type RunFailure } from '../../../domain/run/run-failure.ts';
import {
  BATCH_CREATE_JOBS,
  BATCH_END,
  BATCH_FETCH_SOURCE,
  BATCH_LOOK,
  BATCH_ORCHESTRATOR,
  BATCH_PLAN,
  batchLooked,
  jobsCreated,
  planned,
  since,
  sourceFetched,
} from '../contracts/steps.ts';
import { lookPauseMs } from '../domain/look-pause.ts';

/** What is carried from one step to the next. Instants are epoch ms. */
const state = z.object({
  step: z.enum(['plan', 'fetch', 'create', 'look']),
  restsUntil: z.number(),
  /** In a row that have seen nothing new. */
  looks: z.int(),
  /** The place of the first job that is not made yet. */
  next: z.int(),
  /** Places of the jobs whose end is in the log. */
  told: z.array(z.int()),
  /** By what a look is known to have seen nothing new. */
  seen: z.string(),
  /** From when on the next look waits for a change; absent: it looks at once. */
  since: since.exactOptional(),
  /** What a time-out is recorded as. */
  failure: z.object({ reason: z.enum(FAILURE_REASONS), message: z.string() }).exactOptional(),
});

type State = z.output<typeof state>;
type Moved = Generator<Task, Move<State>, unknown>;

/** Plans, has the source fetched, makes the Jobs, and looks until all have ended. */
export const batchOrchestration: PlainOrchestration<State> = {
  name: BATCH_ORCHESTRATOR,
  state,
  begin: () => ({ step: 'plan', restsUntil: 0, looks: 0, next: 0, told: [], seen: '' }),
  *advance(work, at) {
    const move = yield* advance(work, at);
    // Whoever has ended the run may not have told this instance yet, and will not find it any more.
    if (move.outcome === 'over') yield* endAll(work);
    return move;
  },
  stop: endAll,
  lastFailure: ({ failure }) => failure,
};

function* advance(work: RunWork, at: State): Moved {
  if (work.now < at.restsUntil) {
    const rested = yield* work.restUntil(at.restsUntil);
    return rested === 'rested' ? { outcome: 'moved', state: at } : { outcome: rested };
  }
  switch (at.step) {
    case 'plan':
      return yield* plan(work, at);
    case 'fetch':
      return yield* fetchSource(work, at);
    case 'create':
      return yield* create(work, at);
    case 'look':
      return yield* look(work, at);
  }
}

/** Has what the attempt has in the cluster deleted. What cannot be ends by its own deadline. */
function* endAll(work: RunWork): Generator<Task, void, unknown> {
  const ended = yield* work.lastStep(BATCH_END, {});
  if (ended.outcome === 'broken')
    work.report('Something of the batch may be left in the cluster', ended.message);
}

function* plan(work: RunWork, at: State): Moved {
  const answer = readAnswer(planned, yield* work.step(BATCH_PLAN));
  if (answer.outcome !== 'planned') return hindered(work, at, answer);
  return moved(at, { step: answer.hasSource ? 'fetch' : 'create' });
}

function* fetchSource(work: RunWork, at: State): Moved {
  const answer = readAnswer(sourceFetched, yield* work.step(BATCH_FETCH_SOURCE));
  if (answer.outcome === 'fetched') return moved(at, { step: 'create' });
  if (answer.outcome !== 'fetching') return hindered(work, at, answer);
  return lookAgain(work, at, { failure: answer.failure });
}

/** Made to its end, also when the run is cancelled meanwhile: what it has made has to be there to be deleted. */
function* create(work: RunWork, at: State): Moved {
  const answer = readAnswer(jobsCreated, yield* work.wholeStep(BATCH_CREATE_JOBS, { from: at.next }));
  if (answer.outcome !== 'created') return hindered(work, at, answer);
  if (answer.next !== undefined) return moved(at, { next: answer.next });
  return moved(at, { step: 'look', restsUntil: work.now + lookPauseMs(1) });
}

function* look(work: RunWork, at: State): Moved {
  const { told: toldBefore, since: sinceBefore } = at;
  const input = { told: toldBefore, ...(sinceBefore === undefined ? {} : { since: sinceBefore }) };
  const answer = readAnswer(batchLooked, yield* work.step(BATCH_LOOK, input));
  if (answer.outcome === 'ended') {
    // All Jobs have ended: what is left to do is to have the source deleted.
    yield* endAll(work);
    return { outcome: 'succeeded', result: answer.result };
  }
  if (answer.outcome === 'failed') return answer;
  // It has rested already.
  if (answer.outcome === 'quiet') return { outcome: 'moved', state: { ...at, since: answer.since } };
  if (answer.outcome !== 'going') return hindered(work, at, answer);
  return seen(work, at, answer);
}

type Going = Extract<z.output<typeof batchLooked>, { readonly outcome: 'going' }>;

/** A look that has waited for what it saw is followed by the next in a second: several ends make one look. */
function seen(work: RunWork, { since: _former, ...at }: State, answer: Going): Move<State> {
  const { told, counts, failure, since: next, isAwaited = false } = answer;
  work.tell(counts);
  const inWords = JSON.stringify(counts);
  const isNew = inWords !== at.seen || told.length !== at.told.length;
  const looks = isNew || isAwaited ? 0 : at.looks;
  const state = { ...at, told, seen: inWords, looks, ...(next === undefined ? {} : { since: next }) };
  return lookAgain(work, state, { failure });
}

type Hindrance =
  | { readonly outcome: 'over' | Stop }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure }
  | { readonly outcome: 'busy'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  | { readonly outcome: 'broken'; readonly message: string };

/** A cluster that asks to wait is waited for, until the time-out. */
function hindered(work: RunWork, at: State, answer: Hindrance): Move<State> {
  switch (answer.outcome) {
    case 'busy':
      return lookAgain(work, at, answer);
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

function lookAgain(
  work: RunWork,
  { failure: _former, ...at }: State,
  {
    failure,
    retryAfterMs,
  }: { readonly failure?: RunFailure | undefined; readonly retryAfterMs?: number | undefined },
): Move<State> {
  const looks = at.looks + 1;
  const restsUntil = work.now + lookPauseMs(looks, retryAfterMs);
  return {
    outcome: 'moved',
    state: { ...at, looks, restsUntil, ...(failure === undefined ? {} : { failure }) },
  };
}

function moved({ failure: _former, ...at }: State, changed: Partial<State>): Move<State> {
  return { outcome: 'moved', state: { ...at, looks: 0, ...changed } };
}

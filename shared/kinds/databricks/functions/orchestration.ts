import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stepped, Stop } from '../../../../functions/orchestrators/run-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import {
  COLLECT,
  collectAnswer,
  databricksState,
  LOOK,
  lookAnswer,
  REPAIR,
  repairAnswer,
  START,
  startAnswer,
  STOP,
  stopAnswer,
} from '../contracts/databricks-run.ts';
import {
  broken,
  failing,
  NOTHING_STARTED,
  started,
  startedAnew,
  toBeRepaired,
  waiting,
  wentOn,
  type AttemptState,
  type StartedAt,
} from '../domain/attempt-state.ts';

/** Half a minute each: what has not ended by then is left to the workspace, which was told. */
const MAX_STOPS = 6;

const BREAK_PAUSE_MS = 60 * SECOND_MS;

type Moves = Generator<Task, Move<AttemptState>, unknown>;

/** Starts the work in the workspace, looks at it until it has ended, has it repaired where that is wanted, and collects. */
export const databricksOrchestration: PlainOrchestration<AttemptState> = {
  name: 'runDatabricksJob',
  state: databricksState,
  begin: () => NOTHING_STARTED,
  advance: function* (work, state) {
    const move = yield* advance(work, state);
    // Whoever cancels a run may be a step ahead of the event that says so.
    if (move.outcome === 'over') yield* stop(work, state);
    return move;
  },
  stop,
  lastFailure: ({ lastFailure }) => lastFailure,
};

/** Does the next thing for an attempt: a rest, or a step. */
function* advance(work: RunWork, state: AttemptState): Moves {
  const { next, at, restsUntil } = state;
  if (work.now < restsUntil) {
    const rested = yield* work.restUntil(restsUntil);
    if (rested !== 'rested') return { outcome: rested };
  }
  if (next === 'fail') return { outcome: 'failed', failure: state.lastFailure ?? NO_FAILURE };
  if (at === undefined || next === 'start') return yield* start(work, state);
  switch (next) {
    case 'look':
      return yield* look(work, state, at);
    case 'repair':
      return yield* repair(work, state, at);
    case 'collect':
      return yield* collect(work, state, at);
  }
}

const NO_FAILURE: RunFailure = { reason: 'retries-exhausted', message: 'The attempt cannot go on.' };

/** It is waited for to its end, also when the run is cancelled meanwhile: only then it is known what there is to stop. */
function* start(work: RunWork, state: AttemptState): Moves {
  const input = { start: state.start, looks: state.looks };
  const answer = readAnswer(startAnswer, yield* work.lastStep(START, input));
  switch (answer.outcome) {
    case 'started':
      return moved(started(state, answer.at));
    case 'waits':
      return moved(waiting(uncertain(state, answer.mayBeStarted), laterBy(work, answer)));
    case 'rejected':
      return moved(failing(uncertain(state, answer.mayBeStarted), answer.failure));
    case 'broken':
      return moved(broken(uncertain(state, true), answer.message, work.now + BREAK_PAUSE_MS));
    case 'over':
    case 'cancelled':
    case 'timed-out':
      return answer;
  }
}

function uncertain(state: AttemptState, mayBeStarted = false): AttemptState {
  return { ...state, mayBeStarted: state.mayBeStarted || mayBeStarted };
}

function* look(work: RunWork, state: AttemptState, { databricksRunId }: StartedAt): Moves {
  const { looks, isRepaired } = state;
  const answer = readAnswer(lookAnswer, yield* work.step(LOOK, { databricksRunId, looks, isRepaired }));
  switch (answer.outcome) {
    case 'waits':
      if (answer.progress !== undefined) work.tell({ databricksRunId, ...answer.progress });
      return moved(waiting(state, laterBy(work, answer)));
    case 'succeeded':
      return moved({ ...wentOn(state), next: 'collect', hasEnded: true });
    case 'failed':
      return moved(failing({ ...state, hasEnded: true }, answer.failure));
    case 'repairable':
      return moved(toBeRepaired(state, answer));
    case 'crowded-out':
      return moved(startedAnew(state, { ...answer, restsUntil: work.now + answer.pauseMs }));
    case 'rejected':
    case 'broken':
    case 'over':
    case 'cancelled':
    case 'timed-out':
      return otherwise(work, state, answer);
  }
}

function* repair(work: RunWork, state: AttemptState, { databricksRunId }: StartedAt): Moves {
  const { looks, latestRepairId } = state;
  const input = { databricksRunId, looks, ...(latestRepairId === undefined ? {} : { latestRepairId }) };
  const answer = readAnswer(repairAnswer, yield* work.wholeStep(REPAIR, input));
  if (answer.outcome === 'repaired') return moved({ ...wentOn(state), next: 'look', isRepaired: true });
  if (answer.outcome === 'waits') return moved(waiting(state, laterBy(work, answer)));
  return otherwise(work, state, answer);
}

function* collect(work: RunWork, state: AttemptState, { databricksRunId }: StartedAt): Moves {
  const input = { databricksRunId, looks: state.looks };
  const answer = readAnswer(collectAnswer, yield* work.step(COLLECT, input));
  if (answer.outcome === 'collected') return { outcome: 'succeeded', result: answer.result };
  if (answer.outcome === 'waits') return moved(waiting(state, laterBy(work, answer)));
  return otherwise(work, state, answer);
}

type Other =
  | { readonly outcome: 'over' | Stop }
  | { readonly outcome: 'failed' | 'rejected'; readonly failure: RunFailure }
  | Extract<Stepped, { readonly outcome: 'broken' }>;

function otherwise(work: RunWork, state: AttemptState, answer: Other): Move<AttemptState> {
  switch (answer.outcome) {
    case 'failed':
    case 'rejected':
      return { outcome: 'failed', failure: answer.failure };
    case 'broken':
      return moved(broken(state, answer.message, work.now + BREAK_PAUSE_MS));
    case 'over':
    case 'cancelled':
    case 'timed-out':
      return { outcome: answer.outcome };
  }
}

function laterBy(work: RunWork, answer: { readonly pauseMs: number; readonly failure?: RunFailure }) {
  return { restsUntil: work.now + answer.pauseMs, failure: answer.failure };
}

function moved(state: AttemptState): Move<AttemptState> {
  return { outcome: 'moved', state };
}

/** Cancels the run that works for the attempt, and waits until it has ended. */
function* stop(work: RunWork, state: AttemptState): Generator<Task, void, unknown> {
  const { hasEnded, mayBeStarted } = state;
  let { at } = state;
  if (hasEnded || (at === undefined && !mayBeStarted)) return;
  for (let count = 0; count < MAX_STOPS; count += 1) {
    const input = { start: state.start, ...(at === undefined ? {} : { at }) };
    const answer = readAnswer(stopAnswer, yield* work.lastStep(STOP, input));
    if (answer.outcome === 'broken') work.report('The Databricks run was not cancelled', answer.message);
    else if (answer.outcome === 'stopping') at = answer.at ?? at;
    else return;
  }
}

import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stop } from '../../../../functions/orchestrators/run-work.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import {
  EDGE_ASK,
  EDGE_CHOOSE,
  EDGE_LOOK,
  EDGE_WITHDRAW,
  edgeAsked,
  edgeChosen,
  edgeLooked,
  edgeRunState,
  type EdgeRunState,
} from '../contracts/edge-run.ts';
import { edgeKind } from '../kind.ts';

/** While no site has an edge that suits, one is looked for at this pace. */
const CHOOSE_EVERY_MS = 15 * SECOND_MS;

/**
 * Whoever ends the order wakes the run. That can be lost, and people want to see how far it is: so it is looked at by
 * itself too, first often, then less.
 */
const FIRST_LOOKS = 6;
const FIRST_PAUSE_MS = 5 * SECOND_MS;
const LATER_PAUSE_MS = 30 * SECOND_MS;

/** Chooses a site, asks for the power there, and looks at the order until all is spent. */
export const edgeOrchestration: PlainOrchestration<EdgeRunState> = {
  name: edgeKind.orchestrator,
  state: edgeRunState,
  begin: () => ({ isAsked: false, looks: 0 }),

  *advance(work, state) {
    const move = yield* next(work, state);
    // A cancellation is stored before it is told of: a step in between finds the run over. What it asked for is withdrawn.
    if (move.outcome === 'over') yield* withdraw(work, state);
    return move;
  },

  stop: withdraw,

  lastFailure: ({ lastFailure }) => lastFailure,
};

type Order = NonNullable<EdgeRunState['order']>;

function* next(work: RunWork, state: EdgeRunState): Generator<Task, Move<EdgeRunState>, unknown> {
  if (state.order === undefined) return yield* choose(work, state);
  return state.isAsked ? yield* look(work, state, state.order) : yield* ask(work, state, state.order);
}

/** Also when it is not known whether it was asked: one that was not is not there. */
function* withdraw(work: RunWork, { order }: EdgeRunState): Generator<Task, void, unknown> {
  if (order === undefined) return;
  const { site, orderId } = order;
  yield* work.lastStep(EDGE_WITHDRAW, { site, orderId });
}

function* choose(work: RunWork, state: EdgeRunState): Generator<Task, Move<EdgeRunState>, unknown> {
  const chosen = readAnswer(edgeChosen, yield* work.step(EDGE_CHOOSE));
  if (chosen.outcome === 'chosen') return moved({ ...state, order: chosen.order });
  if (chosen.outcome !== 'none') return ended(chosen);
  const rested = yield* work.restUntil(work.now + CHOOSE_EVERY_MS);
  const after = { ...state, lastFailure: chosen.failure };
  return rested === 'rested' ? moved(after) : stopped(rested, after);
}

/** Waited for to its end: what is asked for has to be withdrawn when the run is cancelled. */
function* ask(
  work: RunWork,
  state: EdgeRunState,
  order: Order,
): Generator<Task, Move<EdgeRunState>, unknown> {
  const asked = readAnswer(edgeAsked, yield* work.wholeStep(EDGE_ASK, { order }));
  return asked.outcome === 'asked' ? moved({ ...state, isAsked: true }) : ended(asked);
}

function* look(
  work: RunWork,
  state: EdgeRunState,
  { site, orderId }: Order,
): Generator<Task, Move<EdgeRunState>, unknown> {
  const pause = state.looks < FIRST_LOOKS ? FIRST_PAUSE_MS : LATER_PAUSE_MS;
  const rested = yield* work.restUntilWoken(work.now + pause);
  if (rested !== 'rested') return stopped(rested, state);
  const looked = readAnswer(edgeLooked, yield* work.step(EDGE_LOOK, { site, orderId }));
  if (looked.outcome === 'spent') return { outcome: 'succeeded', result: looked.result };
  if (looked.outcome !== 'going') return ended(looked);
  const { percent, workingEdges, failure } = looked;
  work.tell({ percent, workingEdges, site, orderId });
  return moved({ ...state, looks: state.looks + 1, lastFailure: failure });
}

/** What a time-out is recorded as has to be in the state, which is the one before the move. */
function stopped(stop: Stop, { lastFailure }: EdgeRunState): Move<EdgeRunState> {
  if (stop === 'timed-out' && lastFailure !== undefined) return { outcome: 'failed', failure: lastFailure };
  return { outcome: stop };
}

type Ended =
  | { readonly outcome: 'over' | Stop }
  | { readonly outcome: 'rejected'; readonly failure: NonNullable<EdgeRunState['lastFailure']> }
  | { readonly outcome: 'broken'; readonly message: string };

function ended(answer: Ended): Move<EdgeRunState> {
  switch (answer.outcome) {
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

function moved(state: EdgeRunState): Move<EdgeRunState> {
  return { outcome: 'moved', state };
}

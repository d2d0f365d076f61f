import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import { readAnswer } from '../../../../functions/orchestrators/read-answer.ts';
import type { RunWork, Stop } from '../../../../functions/orchestrators/run-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import {
  ADVANCE_PIPELINE,
  BEGIN_PIPELINE,
  pipelineBegun,
  pipelineLook,
  pipelineState,
  RUN_PIPELINE_JOB,
  STOP_PIPELINE,
  type PipelineState,
} from '../contracts/pipeline-run.ts';
import type { PipelineTask } from '../domain/pipeline-task.ts';
import type { StepSummary } from '../domain/conclude-pipeline.ts';

/**
 * A step that has ended wakes the pipeline; should that be lost, it looks by itself: after two seconds, and each time that
 * nothing has changed half as long again, up to half a minute.
 */
const FIRST_PAUSE_MS = 2 * SECOND_MS;
const LONGEST_PAUSE_MS = 30 * SECOND_MS;
const GROWTH = 1.5;

/** Looks at the steps, starts those whose time has come, and rests, until all have ended or one stops the others. */
export const pipelineOrchestration: PlainOrchestration<PipelineState> = {
  name: RUN_PIPELINE_JOB,
  state: pipelineState,
  begin: () => ({ looks: 0 }),
  *advance(work, state) {
    const { task } = state;
    return task === undefined ? yield* begin(work, state) : yield* look(work, { ...state, task });
  },
  *stop(work, { task }) {
    // Before there are steps, none has been started.
    if (task !== undefined) yield work.call(STOP_PIPELINE, { task });
  },
};

function* begin(work: RunWork, state: PipelineState): Generator<Task, Move<PipelineState>, unknown> {
  const begun = readAnswer(pipelineBegun, yield* work.step(BEGIN_PIPELINE));
  if (begun.outcome !== 'begun') return ended(begun);
  return { outcome: 'moved', state: { ...state, task: begun.task } };
}

/** Waited for to its end also when the run is cancelled: whatever it starts has to be there for the stop to find. */
function* look(
  work: RunWork,
  state: PipelineState & { readonly task: PipelineTask },
): Generator<Task, Move<PipelineState>, unknown> {
  const { task } = state;
  const looked = readAnswer(pipelineLook, yield* work.wholeStep(ADVANCE_PIPELINE, { task }));
  if (!('steps' in looked)) return ended(looked);
  const { steps } = looked;
  work.tell({ steps });
  if (looked.outcome !== 'going') return looked;
  const looks = isSame(steps, state.steps) ? state.looks + 1 : 0;
  const pauseMs = Math.min(FIRST_PAUSE_MS * GROWTH ** looks, LONGEST_PAUSE_MS);
  const rested = yield* work.restUntilWoken(work.now + pauseMs);
  return rested === 'rested' ? { outcome: 'moved', state: { task, looks, steps } } : { outcome: rested };
}

function isSame(steps: readonly StepSummary[], before: readonly StepSummary[] | undefined): boolean {
  return JSON.stringify(steps) === JSON.stringify(before);
}

type Ended =
  | { readonly outcome: 'over' | Stop }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure }
  | { readonly outcome: 'broken'; readonly message: string };

/** What is broken however often it is tried fails the attempt: a further one goes on from what there is. */
function ended(answer: Ended): Move<PipelineState> {
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

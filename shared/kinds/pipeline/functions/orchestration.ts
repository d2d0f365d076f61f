import type { Task } from 'durable-functions';
import type { Move, PlainOrchestration } from '../../../../functions/orchestrators/plain-orchestration.ts';
import type { RunWork, Stepped } from '../../../../functions/orchestrators/run-work.ts';
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
  const begun = read(pipelineBegun, yield* work.step(BEGIN_PIPELINE));
  if (begun.outcome === 'begun') return { outcome: 'moved', state: { ...state, task: begun.task } };
  return begun.outcome === 'rejected' ? { outcome: 'failed', failure: begun.failure } : begun;
}

/** Waited for to its end also when the run is cancelled: whatever it starts has to be there for the stop to find. */
function* look(
  work: RunWork,
  state: PipelineState & { readonly task: PipelineTask },
): Generator<Task, Move<PipelineState>, unknown> {
  const { task } = state;
  const looked = read(pipelineLook, yield* work.wholeStep(ADVANCE_PIPELINE, { task }));
  if ('steps' in looked) work.tell({ steps: looked.steps });
  if (looked.outcome === 'rejected') return { outcome: 'failed', failure: looked.failure };
  if (looked.outcome !== 'going') return looked;
  const { steps } = looked;
  const looks = isSame(steps, state.steps) ? state.looks + 1 : 0;
  const pauseMs = Math.min(FIRST_PAUSE_MS * GROWTH ** looks, LONGEST_PAUSE_MS);
  const rested = yield* work.restUntilWoken(work.now + pauseMs);
  return rested === 'rested' ? { outcome: 'moved', state: { task, looks, steps } } : { outcome: rested };
}

function isSame(steps: readonly StepSummary[], before: readonly StepSummary[] | undefined): boolean {
  return JSON.stringify(steps) === JSON.stringify(before);
}

type Unanswered =
  | Exclude<Stepped, { readonly outcome: 'answered' | 'broken' }>
  | { readonly outcome: 'rejected'; readonly failure: { reason: 'retries-exhausted'; message: string } };

/** A schema of the contract. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: Error };
}

/** What an activity has answered, if it did; an answer that it should not give is like none. */
function read<T>(schema: Schema<T>, stepped: Stepped): T | Unanswered {
  if (stepped.outcome === 'broken') return broken(stepped.message);
  if (stepped.outcome !== 'answered') return stepped;
  const parsed = schema.safeParse(stepped.answer);
  return parsed.success ? parsed.data : broken(parsed.error.message);
}

function broken(message: string): Unanswered {
  return { outcome: 'rejected', failure: { reason: 'retries-exhausted', message } };
}

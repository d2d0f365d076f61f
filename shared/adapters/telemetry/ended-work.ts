import type { Run } from '../../domain/run/run.ts';
import type { RunAttempt } from '../../domain/run/run-id.ts';
import type { SpanFailure } from './span.ts';

/** The work of an attempt that has just ended, with or without a result. */
export interface EndedWork {
  readonly attempt: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly state: 'succeeded' | 'failed' | 'cancelled' | 'dead';
  readonly failure?: SpanFailure;
}

/**
 * The work that a run's new state has ended; undefined where it has ended none. `step`: the step that writes the state, if
 * it is one: a run that goes on with another attempt is written by a step of the attempt that has failed, and as pending by
 * others later on.
 */
export function endedWork(run: Run, step: RunAttempt | undefined): EndedWork | undefined {
  const { attempt } = run;
  switch (run.state) {
    case 'succeeded':
      return { attempt, startedAt: run.startedAt, finishedAt: run.finishedAt, state: run.state };
    case 'failed': {
      const { startedAt, finishedAt, state, failure } = run;
      const { reason, message } = failure;
      return { attempt, startedAt, finishedAt, state, failure: { type: reason, message } };
    }
    case 'cancelled':
    case 'dead':
      return endedEarly(run);
    case 'pending':
      return failedAttempt(run, step);
    case 'waiting':
    case 'running':
    case 'skipped':
      return undefined;
  }
}

/** One that has not begun its present attempt says when its first one began. */
function endedEarly(run: Extract<Run, { readonly state: 'cancelled' | 'dead' }>): EndedWork | undefined {
  const { attempt, startedAt, finishedAt, state } = run;
  if (startedAt === undefined || startedAt === run.endedAttempts[0]?.startedAt) return undefined;
  const work = { attempt, startedAt, finishedAt, state };
  if (run.state === 'cancelled') return work;
  return { ...work, failure: { type: run.cause.reason, message: run.cause.description } };
}

function failedAttempt(run: Run, step: RunAttempt | undefined): EndedWork | undefined {
  const last = run.endedAttempts.at(-1);
  if (last === undefined || step?.runId !== run.runId || step.attempt !== last.attempt) return undefined;
  const { attempt, startedAt, finishedAt, failure } = last;
  return {
    ...{ attempt, startedAt, finishedAt, state: 'failed' },
    failure: { type: failure.reason, message: failure.message },
  };
}

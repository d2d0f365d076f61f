import type { CancelRun } from '../../../application/cancel-run.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import type { Orchestrations } from '../../../application/ports/orchestrations.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { isFinished, type Run } from '../../../domain/run/run.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { PipelineStep } from '../domain/pipeline-task.ts';
import { readStepRuns } from './step-runs.ts';

export interface StopDependencies {
  readonly runs: Pick<RunStore, 'get'>;
  readonly fingerprint: Fingerprint;
  readonly cancelRun: CancelRun;
}

/** What the runs of steps are cancelled for. */
export interface StopOrder extends RunAttempt {
  readonly steps: readonly PipelineStep[];
}

export type StopSteps = (order: StopOrder, orchestrations: Pick<Orchestrations, 'cancel'>) => Promise<void>;

/**
 * Cancels the runs of steps that an attempt, or one before it, still has going. Those that a person has retried go on, and
 * so do those of a later attempt. Twice is the same as once. May throw Unavailable; what it has not come to then is found
 * by the next try.
 */
export function createStopSteps(dependencies: StopDependencies): StopSteps {
  return async ({ runId, attempt, steps }, orchestrations) => {
    const request = { author: 'evenkeel', reason: `Pipeline run '${runId}' goes on no longer.` };
    const isMeant = ({ parent }: Run) =>
      parent?.runId === runId && parent.attempt !== undefined && parent.attempt <= attempt;
    const runs = await readStepRuns(dependencies, runId, steps);
    for (const run of runs.values()) {
      if (isFinished(run) || !isMeant(run)) continue;
      await dependencies.cancelRun(run.runId, request, orchestrations, isMeant);
    }
  };
}

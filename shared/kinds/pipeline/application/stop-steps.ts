import type { CancelRun } from '../../../application/cancel-run.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import type { StoppingOrchestrations } from '../../../application/stop-work.ts';
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

export type StopSteps = (order: StopOrder, orchestrations: StoppingOrchestrations) => Promise<void>;

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

/** Cancels what a pipeline's run has going where that has ended, with whatever attempt; returns whether it has. */
export async function stopIfEnded(
  dependencies: StopDependencies,
  { runId, steps }: Pick<StopOrder, 'runId' | 'steps'>,
  orchestrations: StoppingOrchestrations,
): Promise<boolean> {
  const run = (await dependencies.runs.get(runId))?.value;
  if (run === undefined || !isFinished(run)) return false;
  await createStopSteps(dependencies)({ runId, attempt: run.attempt, steps }, orchestrations);
  return true;
}

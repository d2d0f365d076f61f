import { NotFound, VersionConflict } from '../domain/errors.ts';
import {
  isFinished,
  type Run,
  type RunFailure,
  type RunningRun,
  type StabilitySummary,
} from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import type { Clock } from './ports/environment.ts';
import type { RunStore } from './ports/run-store.ts';

interface Dependencies {
  readonly runs: RunStore;
  readonly clock: Clock;
}

/**
 * Commits the result of a run. The conditional write of the run's document is the one point of commitment:
 * whoever comes later, with whatever figures, finds the run finished and changes nothing.
 */
export function createCommitResult(
  dependencies: Dependencies,
): (runId: RunId, result: StabilitySummary) => Promise<void> {
  return async (runId, result) => {
    await finish(dependencies, runId, (run) => ({
      ...run,
      state: 'succeeded',
      finishedAt: dependencies.clock.now(),
      result,
    }));
  };
}

/** Ends a run without a result; a run that has ended already stays as it is. */
export function createRecordFailure(
  dependencies: Dependencies,
): (runId: RunId, failure: RunFailure) => Promise<void> {
  return async (runId, failure) => {
    await finish(dependencies, runId, (run) => ({
      ...run,
      state: 'failed',
      finishedAt: dependencies.clock.now(),
      failure,
    }));
  };
}

async function finish({ runs }: Dependencies, runId: RunId, end: (run: RunningRun) => Run): Promise<void> {
  for (;;) {
    const stored = await runs.get(runId);
    if (stored === undefined) throw new NotFound('run', runId);
    const { value: run, version } = stored;
    if (isFinished(run)) return;
    if (run.state === 'pending') throw new Error(`Run '${runId}' was never claimed.`);
    try {
      await runs.save(end(run), { ifVersion: version });
      return;
    } catch (error) {
      // Another delivery of the same step was quicker: see what it wrote.
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
}

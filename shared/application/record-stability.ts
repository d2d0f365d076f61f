import { NotFound } from '../domain/errors.ts';
import { isStabilitySummary } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import type { RunStore } from './ports/run-store.ts';
import type { StabilityStore } from './ports/stability-store.ts';

/**
 * Keeps the committed result of a run where results are looked up by model: an effect of the commitment, which
 * can be repeated at will. Does nothing for a run that has measured nothing.
 */
export function createRecordStability({
  runs,
  stability,
}: {
  readonly runs: RunStore;
  readonly stability: StabilityStore;
}): (runId: RunId) => Promise<void> {
  return async (runId) => {
    const stored = await runs.get(runId);
    if (stored === undefined) throw new NotFound('run', runId);
    const run = stored.value;
    if (run.state !== 'succeeded' || !isStabilitySummary(run.result)) return;
    const { jobId, dueAt, finishedAt, result } = run;
    await stability.record({ runId, jobId, dueAt, finishedAt, result });
  };
}

import { NotFound } from '../../../domain/errors.ts';
import { standingOf } from '../../../domain/model/model-standing.ts';
import { isStabilitySummary } from '../../../domain/run/run.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import type { ModelStandings } from '../../../application/ports/model-standings.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import type { StabilityStore } from '../../../application/ports/stability-store.ts';

/**
 * Keeps the committed result of a run where results are looked up by model: an effect of the commitment, which
 * can be repeated at will. Does nothing for a run that has measured nothing.
 */
export function createRecordStability({
  runs,
  stability,
  standings,
}: {
  readonly runs: RunStore;
  readonly stability: StabilityStore;
  readonly standings: Pick<ModelStandings, 'keep'>;
}): (runId: RunId) => Promise<void> {
  return async (runId) => {
    const stored = await runs.get(runId);
    if (stored === undefined) throw new NotFound('run', runId);
    const run = stored.value;
    if (run.state !== 'succeeded' || !isStabilitySummary(run.result)) return;
    const { jobId, valueStream, dueAt, finishedAt, result } = run;
    const measured = { runId, jobId, dueAt, finishedAt, result };
    await stability.record(measured);
    // After it: who finds the model by how it stands finds the measurement.
    await standings.keep(standingOf({ ...measured, valueStream }));
  };
}

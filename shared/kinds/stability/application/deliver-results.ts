import { NotFound } from '../../../domain/errors.ts';
import { isStabilitySummary } from '../../../domain/run/run.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import type { BlobStore } from '../../../application/ports/blob-store.ts';
import type { ResultSink } from '../../../application/ports/result-sink.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { type StabilityDetail, toResultRows } from '../../../application/to-result-rows.ts';

interface Dependencies {
  readonly runs: RunStore;
  readonly blobs: BlobStore;
  /** Absent where results stay in the app's own stores. */
  readonly sink: ResultSink | undefined;
  /** Reads the text of a detail blob; throws for one that is no such. */
  readonly readDetail: (text: string) => StabilityDetail;
}

/**
 * Takes the committed result of a run to the sink: an effect of the commitment, which can be repeated at will, since
 * the sink keeps each row once. Does nothing for a run that has measured nothing, and where there is no sink.
 */
export function createDeliverResults({
  runs,
  blobs,
  sink,
  readDetail,
}: Dependencies): (runId: RunId) => Promise<void> {
  return async (runId) => {
    if (sink === undefined) return;
    const stored = await runs.get(runId);
    if (stored === undefined) throw new NotFound('run', runId);
    const run = stored.value;
    if (run.state !== 'succeeded' || !isStabilitySummary(run.result)) return;
    const { result } = run;
    const { detailPath } = result;
    const text = await blobs.readText(detailPath);
    if (text === undefined) throw new NotFound('blob', detailPath);
    await sink.deliver(runId, toResultRows({ ...run, result }, readDetail(text)));
  };
}

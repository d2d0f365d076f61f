import { isStabilitySummary, type Run } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { RunStore } from './ports/run-store.ts';

export interface RunWithDetail {
  readonly run: Run;
  /** The JSON text with the bins of every column; absent until a stability run has succeeded. */
  readonly detail: string | undefined;
}

/** Reads a run with its per-bin detail. */
export function createReadRun({
  runs,
  blobs,
}: {
  readonly runs: RunStore;
  readonly blobs: BlobStore;
}): (runId: RunId) => Promise<RunWithDetail | undefined> {
  return async (runId) => {
    const stored = await runs.get(runId);
    if (stored === undefined) return undefined;
    const run = stored.value;
    const detailPath =
      run.state === 'succeeded' && isStabilitySummary(run.result) ? run.result.detailPath : undefined;
    return { run, detail: detailPath === undefined ? undefined : await blobs.readText(detailPath) };
  };
}

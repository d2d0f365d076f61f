import type { RunId } from '../domain/run/run-id.ts';
import type { BlobStore } from './ports/blob-store.ts';
import type { StabilityRange, StabilityRecord, StabilityStore } from './ports/stability-store.ts';

export interface StabilityWithDetail {
  readonly record: StabilityRecord;
  /** The JSON text with the bins of every column; absent where it was not asked for, or is gone. */
  readonly detail: string | undefined;
}

export interface StabilityHistoryPage {
  /** Latest slot first. */
  readonly items: readonly StabilityWithDetail[];
  readonly nextCursor?: string;
}

interface Dependencies {
  readonly stability: StabilityStore;
  readonly blobs: Pick<BlobStore, 'readText'>;
}

/** Details read at once: each is a blob of some 100 KB for a wide model. */
const AT_ONCE = 8;

/** Reads the measurements of a model over a range of slots; with their details where columns are asked for. */
export function createListStability({
  stability,
  blobs,
}: Dependencies): (
  modelId: string,
  range: StabilityRange & { readonly withDetails: boolean },
) => Promise<StabilityHistoryPage> {
  return async (modelId, { withDetails, ...range }) => {
    const page = await stability.list(modelId, range);
    const items: StabilityWithDetail[] = [];
    for (let from = 0; from < page.items.length; from += AT_ONCE) {
      const part = page.items.slice(from, from + AT_ONCE);
      items.push(
        ...(await Promise.all(
          part.map(async (record) => ({
            record,
            detail: withDetails ? await blobs.readText(record.result.detailPath) : undefined,
          })),
        )),
      );
    }
    return { ...page, items };
  };
}

/** Reads one measurement with its detail. */
export function createReadStability({
  stability,
  blobs,
}: Dependencies): (modelId: string, runId: RunId) => Promise<StabilityWithDetail | undefined> {
  return async (modelId, runId) => {
    const record = await stability.get(modelId, runId);
    if (record === undefined) return undefined;
    return { record, detail: await blobs.readText(record.result.detailPath) };
  };
}

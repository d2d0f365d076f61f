import type { StabilitySummary } from '../../domain/run/run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { RunId } from '../../domain/run/run-id.ts';

/** The committed figures of one run, as a warehouse would want them. */
export interface StabilityRecord {
  readonly runId: RunId;
  readonly jobId: JobId;
  readonly dueAt: number;
  readonly finishedAt: number;
  readonly result: StabilitySummary;
}

export interface StabilityRange {
  /** Slots from this instant on, epoch ms. */
  readonly from: number;
  /** Slots before this instant, epoch ms. */
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface StabilityPage {
  /** Latest slot first. */
  readonly items: readonly StabilityRecord[];
  /** Present while there may be more. */
  readonly nextCursor?: string;
}

/** Holds one record a run. May throw Unavailable. */
export interface StabilityStore {
  /** Keeps a record; one of the same run that is there already stays as it is. */
  record(record: StabilityRecord): Promise<void>;

  get(modelId: string, runId: RunId): Promise<StabilityRecord | undefined>;

  /** Throws InvalidInput for a cursor that no page gave. */
  list(modelId: string, range: StabilityRange): Promise<StabilityPage>;

  /** The latest records of a job whose slots were before an instant (epoch ms), latest first. */
  before(
    modelId: string,
    query: { readonly jobId: JobId; readonly dueBefore: number; readonly limit: number },
  ): Promise<readonly StabilityRecord[]>;
}

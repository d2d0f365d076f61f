import type { StabilitySummary } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';

/** The committed figures of one run, as a warehouse would want them. */
export interface StabilityRecord {
  readonly runId: RunId;
  readonly dueAt: number;
  readonly finishedAt: number;
  readonly result: StabilitySummary;
}

/** Holds one record a run. May throw Unavailable. */
export interface StabilityStore {
  /** Keeps a record; one of the same run that is there already stays as it is. */
  record(record: StabilityRecord): Promise<void>;
}

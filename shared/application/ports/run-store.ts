import type { JobId } from '../../domain/job/job-id.ts';
import type { Run } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** Holds the runs, each in the partition of its job; JobStore.dispatch creates them. May throw Unavailable. */
export interface RunStore {
  get(runId: RunId): Promise<Versioned<Run> | undefined>;

  /** Replaces a run. Throws VersionConflict when it is no longer at `ifVersion`: someone else moved it on. */
  save(run: Run, condition: { readonly ifVersion: string }): Promise<void>;

  /** A job's runs, the latest slot first. */
  listByJob(jobId: JobId, request: PageRequest): Promise<Page<Run>>;

  /** Runs still `pending` whose start was at or before the instant (epoch ms), and runs `running` since then. */
  unfinishedSince(instant: number): AsyncIterable<Run>;
}

import type { JobId } from '../../domain/job/job-id.ts';
import type { Run, WaitingRun } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** Reads the runs, each in the partition of its job; JobStore.commit writes them. May throw Unavailable. */
export interface RunStore {
  get(runId: RunId): Promise<Versioned<Run> | undefined>;

  /** A job's runs, the latest slot first. */
  listByJob(jobId: JobId, request: PageRequest): Promise<Page<Run>>;

  /** Runs still `pending` whose start was at or before the instant (epoch ms), and runs `running` since then. */
  unfinishedSince(instant: number): AsyncIterable<Run>;

  /** Runs waiting for a place of a concurrency key, at most `limit`, those that have waited longest first. */
  waitingAtGate(key: string, limit: number): Promise<readonly Versioned<WaitingRun>[]>;

  /** The concurrency keys that runs wait for a place of, each once. */
  awaitedGates(): Promise<readonly string[]>;
}

import type { JobId } from '../../domain/job/job-id.ts';
import type { Run, RunState, WaitingRun } from '../../domain/run/run.ts';
import type { RunId } from '../../domain/run/run-id.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of runs is narrowed by; what is left out does not narrow it. */
export interface RunFilter {
  readonly states?: readonly RunState[];
  readonly valueStream?: string;
  /** Runs in one of these value streams: those that the caller may see. */
  readonly valueStreams?: readonly string[];
  readonly jobId?: JobId;
  /** Runs that a backfill has made; names its job too. */
  readonly backfillId?: string;
  /** Part of why the run failed or is dead (reason or text), whatever its case. */
  readonly causeContains?: string;
  /** First and last due instant, both included, epoch ms. */
  readonly fromDueAt?: number;
  readonly untilDueAt?: number;
}

/** Reads the runs, each in the partition of its job; JobStore.commit writes them. May throw Unavailable. */
export interface RunStore {
  get(runId: RunId): Promise<Versioned<Run> | undefined>;

  /** A job's runs, the latest slot first. */
  listByJob(jobId: JobId, request: PageRequest): Promise<Page<Run>>;

  /** Runs of whatever jobs, the latest slot first. */
  list(filter: RunFilter, request: PageRequest): Promise<Page<Run>>;

  /** Runs still `pending` whose start was at or before the instant (epoch ms), and runs `running` since then. */
  unfinishedSince(instant: number): AsyncIterable<Run>;

  /** Runs waiting for a place of a concurrency key, at most `limit`, those that have waited longest first. */
  waitingAtGate(key: string, limit: number): Promise<readonly Versioned<WaitingRun>[]>;

  /** The concurrency keys that runs wait for a place of, each once. */
  awaitedGates(): Promise<readonly string[]>;
}

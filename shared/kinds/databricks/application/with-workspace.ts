import type { LoadedWork, LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { Clock, Fingerprint, Log, Pause } from '../../../application/ports/environment.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { DatabricksTask } from '../domain/databricks-task.ts';
import { pollPauseMs } from '../domain/poll-pause.ts';
import type { Workspace, WorkspaceFault, Workspaces } from './ports/workspaces.ts';

/** What the steps of a run are made of. */
export interface StepDependencies {
  readonly load: LoadPlainWork<DatabricksTask>;
  readonly workspaces: Workspaces;
  readonly clock: Clock;
  readonly fingerprint: Fingerprint;
  readonly pause: Pause;
  readonly log: Log;
  /** Tells the apps apart that use one workspace. */
  readonly origin: string;
}

/** A step of an attempt; `looks` counts what was asked of the workspace since the last thing that went on, from 1. */
export interface Step extends RunAttempt {
  readonly looks: number;
}

/** What no step goes on after. */
export type Ended =
  { readonly outcome: 'over' } | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/** The same is to be asked again after a pause; `failure` is why, where it is not the work itself that takes its time. */
export interface Waits {
  readonly outcome: 'waits';
  readonly pauseMs: number;
  readonly failure?: RunFailure;
}

export type Loaded = Extract<LoadedWork<DatabricksTask>, { readonly outcome: 'loaded' }>;

interface AtWorkspace extends Loaded {
  readonly workspace: Workspace;
}

/** Reads the run of a step and finds its workspace, and does the step's work there. */
export async function withWorkspace<T>(
  { load, workspaces }: StepDependencies,
  { runId, attempt }: RunAttempt,
  work: (at: AtWorkspace) => Promise<T>,
): Promise<T | Ended> {
  const loaded = await load({ runId, attempt });
  if (loaded.outcome !== 'loaded') return loaded;
  const found = workspaces.find(loaded.task.connection, loaded.job.valueStream);
  if (found.outcome === 'missing') return { outcome: 'rejected', failure: found.failure };
  return work({ ...loaded, workspace: found.workspace });
}

/**
 * What a fault means for a step: a workspace that is busy, or has trouble that may pass, is asked again until the attempt's
 * time is up, however often that is; whatever else it answers, it will answer again.
 */
export function afterFault(
  { log }: StepDependencies,
  { runId, looks, task }: { readonly runId: string; readonly looks: number; readonly task: DatabricksTask },
  { meaning, failure, retryAfterMs }: WorkspaceFault,
): Waits | Extract<Ended, { readonly outcome: 'rejected' }> {
  if (meaning !== 'busy' && meaning !== 'failed') return { outcome: 'rejected', failure };
  const pauseMs = pollPauseMs(task.poll, looks, { seed: runId, retryAfterMs });
  log.info(failure.message, { pauseMs });
  return { outcome: 'waits', pauseMs, failure };
}

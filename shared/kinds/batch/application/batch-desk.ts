import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { BlobStore } from '../../../application/ports/blob-store.ts';
import type { Clock, Fingerprint, Log } from '../../../application/ports/environment.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { BatchJob } from '../domain/batch-job.ts';
import type { BatchAttempt } from '../domain/batch-names.ts';
import type { BatchPlan, Strategy } from '../domain/batch-plan.ts';
import type { BatchSource } from '../domain/batch-source.ts';
import type { Cluster } from './ports/cluster.ts';

/** A task as the contract has made it. */
export interface BatchTask {
  readonly strategy: Strategy;
  readonly whenJobFails: 'go-on' | 'stop';
  /** Which jobs another attempt of a run makes: those that have not succeeded, or all. */
  readonly onRetry: 'failed-jobs' | 'all-jobs';
  readonly source?: BatchSource;
  readonly jobs: readonly BatchJob[];
}

/** The run ends by its own time-out first, and says so; this is for Jobs that nobody is left to delete. */
export const GRACE_SECONDS = 300;

/** How Jobs are made in the cluster, whatever the task. */
export interface BatchPlace {
  readonly namespace: string;
  /** Of the shared volume; absent: there is none. */
  readonly sourceClaim?: string;
  readonly fetchImage: string;
  readonly keepSeconds: number;
  /** How long a look waits for a change; 0: not at all. */
  readonly watchSeconds: number;
}

/** What the steps of a batch share. */
export interface BatchDesk {
  readonly load: LoadPlainWork<BatchTask>;
  readonly cluster: Cluster;
  readonly blobs: Pick<BlobStore, 'readText' | 'writeOnce'>;
  /** Throws where the text is no plan. */
  readonly readPlan: (text: string) => StoredPlan;
  readonly place: BatchPlace;
  readonly fingerprint: Fingerprint;
  readonly clock: Clock;
  readonly log: Log;
}

/** A plan with what is needed to go on with it, whatever becomes of the job. */
export interface StoredPlan {
  readonly plan: BatchPlan;
  readonly hasSource: boolean;
  /** As it was: one that is edited meanwhile is for later runs. Absent in plans of versions that did not keep it. */
  readonly task?: BatchTask;
}

/** Where the plan of an attempt is kept: what was decided once is never decided again. */
export function planPath({ runId, attempt }: RunAttempt): string {
  return `results/batch/${runId}/plan-${attempt}.json`;
}

export function batchAttempt(
  { fingerprint }: Pick<BatchDesk, 'fingerprint'>,
  { runId, attempt }: RunAttempt,
): BatchAttempt {
  return { runId, attempt, fingerprint: fingerprint(runId) };
}

/** The plan of an attempt. Throws Error where there is none: every step after the first begins with it. */
export async function storedPlan(desk: BatchDesk, attempt: RunAttempt): Promise<StoredPlan> {
  const plan = await findPlan(desk, attempt);
  if (plan === undefined)
    throw new Error(`There is no plan of attempt ${attempt.attempt} of '${attempt.runId}'.`);
  return plan;
}

/** The same, or undefined. */
export async function findPlan(
  { blobs, readPlan }: BatchDesk,
  attempt: RunAttempt,
): Promise<StoredPlan | undefined> {
  const text = await blobs.readText(planPath(attempt));
  return text === undefined ? undefined : readPlan(text);
}

import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { PlaceholderValues } from '../../fill-placeholders.ts';
import type { JobPlacement } from '../domain/batch-plan.ts';
import type { BatchJob } from '../domain/batch-job.ts';
import {
  attemptLabels,
  batchJobName,
  folderOf,
  INDEX_LABEL,
  RUN_ID_ANNOTATION,
  type BatchAttempt,
} from '../domain/batch-names.ts';
import type { BatchSource } from '../domain/batch-source.ts';
import { jobManifest, type JobManifest } from '../domain/job-manifest.ts';
import { askCluster, type Hindered } from './ask-cluster.ts';
import { batchAttempt, GRACE_SECONDS, storedPlan, type BatchDesk } from './batch-desk.ts';
import { endBatch } from './end-batch.ts';
import { fillJob, valuesOf } from './fill-job.ts';

/** Of one step: some seconds' worth. */
const JOBS_PER_STEP = 25;

export type JobsCreated =
  /** `next`: the place of the first that is not made yet. */
  { readonly outcome: 'created'; readonly next?: number } | { readonly outcome: 'over' } | Hindered;

/**
 * Makes the step that makes the next Jobs of a batch, from a place in the plan's order on. It may be done twice: Jobs are
 * named by the attempt and their place. One that finds at its end that the run is over deletes what it has made.
 */
export function createCreateJobs(
  desk: BatchDesk,
): (attempt: RunAttempt, from: number) => Promise<JobsCreated> {
  return async (attempt, from) => {
    const loaded = await desk.load(attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    const { job } = loaded;
    const values = valuesOf(loaded);
    const { plan, task = loaded.task } = await storedPlan(desk, attempt);
    const made = plan.jobs.slice(from, from + JOBS_PER_STEP);
    const manifestOf = manifestMaker(desk, {
      batch: batchAttempt(desk, attempt),
      task,
      timeoutSeconds: job.policies.timeoutSeconds,
      values,
    });
    const created = await askCluster(async () => {
      for (const placement of made) await desk.cluster.createJob(manifestOf(placement));
      return { outcome: 'created' as const };
    });
    if ((await desk.load(attempt)).outcome !== 'loaded') {
      await endBatch(desk, attempt);
      return { outcome: 'over' };
    }
    if (created.outcome !== 'created') return created;
    const next = from + made.length;
    desk.log.info(`Made ${made.length} Jobs.`, { made: next, of: plan.jobs.length });
    return { outcome: 'created', ...(next < plan.jobs.length ? { next } : {}) };
  };
}

/** Makes the manifests of an attempt's jobs. */
function manifestMaker(
  { place }: BatchDesk,
  {
    batch,
    task,
    timeoutSeconds,
    values,
  }: {
    readonly batch: BatchAttempt;
    readonly task: { readonly jobs: readonly BatchJob[]; readonly source?: BatchSource };
    readonly timeoutSeconds: number;
    readonly values: PlaceholderValues;
  },
): (placement: JobPlacement) => JobManifest {
  const { namespace, keepSeconds, sourceClaim } = place;
  const { source } = task;
  return ({ name, preferences }) => {
    const index = task.jobs.findIndex((job) => job.name === name);
    const job = task.jobs[index];
    if (job === undefined) throw new Error(`The plan has a job '${name}' that the task does not have.`);
    return jobManifest(fillJob(job, values), {
      ...{ name: batchJobName(batch, name, index), namespace, preferences },
      timeoutSeconds: timeoutSeconds + GRACE_SECONDS,
      labels: { ...attemptLabels(batch, 'job'), [INDEX_LABEL]: String(index) },
      annotations: { [RUN_ID_ANNOTATION]: batch.runId },
      // One that ends early has to be seen by the run, which may go on as long as its time-out.
      keepSeconds: timeoutSeconds + keepSeconds,
      ...(source === undefined || sourceClaim === undefined
        ? {}
        : { source: { claim: sourceClaim, subPath: folderOf(batch), mountPath: source.mountPath } }),
    });
  };
}

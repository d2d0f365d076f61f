import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { attemptLabels, INDEX_LABEL } from '../domain/batch-names.ts';
import type { JobPlacement } from '../domain/batch-plan.ts';
import type { JobProgress } from '../domain/batch-progress.ts';
import { batchAttempt, type BatchDesk } from './batch-desk.ts';
import { lastOf } from './last-log.ts';
import type { Cluster, ClusterJob, ClusterPod } from './ports/cluster.ts';

/** One job of a batch with its last pod. */
export interface WatchedJob {
  readonly progress: JobProgress;
  /** Its place in the task. */
  readonly index: number;
  readonly pod?: ClusterPod;
}

/** How far all jobs of an attempt are, and from when on to watch them. */
export interface Progress {
  /** In the order of the plan. */
  readonly watched: readonly WatchedJob[];
  readonly version: string;
}

type Lists = Pick<Cluster, 'listJobsToWatch' | 'listPods'>;

/** How far each job of an attempt is. Throws as the cluster does. */
export async function readProgress(
  desk: Pick<BatchDesk, 'fingerprint'> & { readonly cluster: Lists },
  attempt: RunAttempt,
  { placements, names }: { readonly placements: readonly JobPlacement[]; readonly names: readonly string[] },
): Promise<Progress> {
  const labels = attemptLabels(batchAttempt(desk, attempt), 'job');
  const { cluster } = desk;
  // In this order: a Job that has ended finds its pod ended, with its exit code.
  const { jobs, version } = await cluster.listJobsToWatch(labels);
  const pods = await cluster.listPods(labels);
  const byIndex = new Map(jobs.map((job) => [Number(job.labels[INDEX_LABEL]), job]));
  const podsOf = Map.groupBy(pods, ({ jobName }) => jobName);
  const watched = placements.map((placement): WatchedJob => {
    const index = names.indexOf(placement.name);
    const job = byIndex.get(index);
    const pod = job === undefined ? undefined : lastOf(podsOf.get(job.name) ?? []);
    return { index, progress: progressOf(placement, job, pod), ...(pod === undefined ? {} : { pod }) };
  });
  return { watched, version };
}

function progressOf(
  placement: JobPlacement,
  job: ClusterJob | undefined,
  pod: ClusterPod | undefined,
): JobProgress {
  if (job === undefined) return { placement, state: 'lost' };
  const state = job.state === 'active' ? (pod?.state === 'running' ? 'running' : 'waiting') : job.state;
  return { placement, state, ...messageOf(job, pod), ...(pod === undefined ? {} : seenOf(pod)) };
}

/** Why it waits or has failed. */
function messageOf(
  { state, message }: ClusterJob,
  pod: ClusterPod | undefined,
): Pick<JobProgress, 'message'> {
  const told =
    state === 'active'
      ? (pod?.unschedulable ?? pod?.waitsFor)
      : [pod?.endReason, message].filter((part) => part !== undefined).join(', ');
  return told === undefined || told === '' ? {} : { message: told };
}

function seenOf({ node, startedAt, finishedAt, exitCode, unschedulable }: ClusterPod): Partial<JobProgress> {
  return {
    ...(node === undefined ? {} : { node }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(unschedulable === undefined ? {} : { isWithoutRoom: true }),
  };
}

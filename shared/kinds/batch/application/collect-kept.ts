import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { isOnPrimary } from '../domain/batch-progress.ts';
import { isSameJob, type KeptJob } from '../domain/kept-job.ts';
import { findPlan, type BatchDesk, type BatchTask } from './batch-desk.ts';
import { readProgress, type WatchedJob } from './read-progress.ts';

/**
 * The jobs of a run that have succeeded in an earlier attempt, as far as the cluster still knows or a plan has noted, and
 * are what they were. None where the task has all made again. Throws as the cluster does.
 */
export async function collectKept(
  desk: BatchDesk,
  task: BatchTask,
  { runId, attempt }: RunAttempt,
): Promise<readonly KeptJob[]> {
  if (task.onRetry === 'all-jobs') return [];
  const kept = new Map<string, KeptJob>();
  for (let earlier = 1; earlier < attempt; earlier += 1) {
    for (const job of await succeededIn(desk, task, { runId, attempt: earlier })) kept.set(job.name, job);
  }
  return task.jobs.flatMap(({ name }) => kept.get(name) ?? []);
}

async function succeededIn(
  desk: BatchDesk,
  task: BatchTask,
  attempt: RunAttempt,
): Promise<readonly KeptJob[]> {
  const stored = await findPlan(desk, attempt);
  const former = stored?.task;
  // One of a version that did not keep the task: nobody knows what its jobs were.
  if (stored === undefined || former === undefined) return [];
  const names = former.jobs.map(({ name }) => name);
  const { watched } = await readProgress(desk, attempt, { placements: stored.plan.jobs, names });
  const succeeded = watched.filter(({ progress }) => progress.state === 'succeeded');
  return [...(stored.plan.kept ?? []), ...succeeded.map((one) => toKept(one, attempt))].filter(({ name }) =>
    isSameJob(name, former, task),
  );
}

function toKept({ progress }: WatchedJob, { attempt }: RunAttempt): KeptJob {
  const { placement, node, startedAt, finishedAt } = progress;
  return {
    ...{ name: placement.name, attempt, isOnPrimary: isOnPrimary(progress) },
    ...(node === undefined ? {} : { node }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
  };
}
